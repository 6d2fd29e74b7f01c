namespace ZmqNative.Perf;

/// <summary>Both ends of a way of sending messages that a nats-server stores.</summary>
internal interface IDurableQueue : IAsyncDisposable
{
    /// <summary>Sends a message; completes when the server has confirmed it.</summary>
    Task SendAsync(int key, byte[] body);

    /// <summary>Returns the number of messages that were not acknowledged.</summary>
    Task<long> CountLeftAsync();
}
