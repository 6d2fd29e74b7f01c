namespace ZmqNative.Patterns;

/// <summary>The place of a request in the order of answers.</summary>
internal sealed class ExpectedAnswer() : TaskCompletionSource<ReceivedMessage>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The generation of the native socket over which the request goes.</summary>
    public long Generation { get; set; }

    /// <summary>Whether libzmq has accepted the request.</summary>
    public bool IsSent { get; set; }
}
