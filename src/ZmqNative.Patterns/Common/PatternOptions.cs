using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>What all patterns have in common.</summary>
public record PatternOptions
{
    /// <summary>The name in logs and metrics. Default: the name of the pattern.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Where the socket lives; patterns that talk over <c>inproc://</c> need the same one. Default: a shared context, made
    /// with the first pattern and ended with the last. That one may have as many sockets as the process may have files open, at most
    /// <see cref="Context.SocketLimit"/>; a pattern takes three.
    /// </summary>
    public Context? Context { get; init; }

    /// <summary>Who serves the socket. Default: a shared reactor.</summary>
    public Reactor? Reactor { get; init; }

    /// <summary>Where to log. Default nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>How many messages may be queued per peer for sending. Default 1,000; 0 means no limit.</summary>
    public int SendHighWatermark { get; init; } = 1000;

    /// <summary>How many messages may be queued per peer for receiving. Default 1,000; 0 means no limit.</summary>
    public int ReceiveHighWatermark { get; init; } = 1000;

    /// <summary>
    /// How long dispose waits for handlers that run, before it cancels them, and for sends that found no room. Default 1
    /// second.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long dispose waits for handlers after it cancelled them; then it leaves them behind. Default 5 seconds.</summary>
    public TimeSpan CancelledHandlerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long libzmq keeps messages that it accepted, after dispose. Default 1 second; null for ever.</summary>
    public TimeSpan? Linger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest frame accepted, in bytes; a peer that sends more is disconnected. Default 64 MiB; null for no limit.</summary>
    public long? MaxFrameSize { get; init; } = 64L * 1024 * 1024;

    /// <summary>The largest message accepted, in bytes of all frames; more is dropped and counted. Default 128 MiB.</summary>
    public long MaxMessageSize { get; init; } = 128L * 1024 * 1024;

    /// <summary>How many frames a message may have; one with more is dropped and counted. Default 256.</summary>
    public int MaxFrames { get; init; } = 256;

    /// <summary>How often a silent peer is asked whether it lives. Default 10 seconds; null never.</summary>
    public TimeSpan? HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer may take before the connection is made anew. Default 30 seconds.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause before a broken connection is made again; libzmq adds a random part. Default 100 ms.</summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such pause, as it doubles with every failure. Default 5 seconds.</summary>
    public TimeSpan ReconnectIntervalMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Sets further options of the raw socket, such as CURVE keys, before it is bound or connected. Default nothing.</summary>
    public Action<Socket>? ConfigureSocket { get; init; }

    /// <summary>
    /// How often a loop that has caught up with a stream of messages tries again before it waits, as
    /// <see cref="AsyncSocketOptions.MaxSpins"/>. Default 20; 0 never. Negative values are refused when the pattern is made.
    /// </summary>
    public int MaxSpins { get; init; } = AsyncSocketOptions.Default.MaxSpins;
}
