namespace ZmqNative.Actors;

/// <summary>The state of the answer to the message that an actor handles.</summary>
internal enum AnswerState : byte
{
    /// <summary>The actor is to answer until its handling ends.</summary>
    Open = 0,

    /// <summary>The answer was deferred, or the message was forwarded or stashed.</summary>
    HandedOver,

    /// <summary>The answer, or a failure, was given.</summary>
    Given,
}
