namespace ZmqNative.Benchmarks;

/// <summary>One of two players that send messages back and forth.</summary>
internal interface IPlayer
{
    /// <summary>Sends back a number of messages, and does not return later ones.</summary>
    void Start(int count, Rally rally);

    ValueTask TellAsync(object message);
}
