namespace ZmqNative.Benchmarks;

/// <summary>One of two that tell each other messages to and fro.</summary>
internal interface IPlayer
{
    /// <summary>Sends back so many messages; those that come after that are out.</summary>
    void Start(int count, Rally rally);

    ValueTask TellAsync(object message);
}
