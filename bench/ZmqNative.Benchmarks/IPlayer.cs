namespace ZmqNative.Benchmarks;

/// <summary>One of two that tell each other messages to and fro.</summary>
internal interface IPlayer
{
    /// <summary>Takes so many messages, and sends one for each but the last.</summary>
    Task Start(int count);

    ValueTask TellAsync(object message);
}
