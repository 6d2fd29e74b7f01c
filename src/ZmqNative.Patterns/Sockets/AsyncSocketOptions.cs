namespace ZmqNative.Patterns;

/// <summary>Options of an <see cref="AsyncSocket"/>.</summary>
public sealed record AsyncSocketOptions
{
    /// <summary>The largest <see cref="MaxSpins"/>: a reactor spins for all its sockets, and no pause between messages is worth more.</summary>
    internal const int MostSpins = 10_000;

    /// <summary>The defaults.</summary>
    public static readonly AsyncSocketOptions Default = new();

    /// <summary>The context of the socket, which the caller disposes after the socket. Default null: a shared one.</summary>
    public Context? Context { get; init; }

    /// <summary>The reactor that serves the socket, which the caller disposes after the socket. Default null: a shared one.</summary>
    public Reactor? Reactor { get; init; }

    /// <summary>
    /// Sets options of the raw socket, such as a subscription, a high-water mark or CURVE keys, before it is bound or connected. Called
    /// once, by <see cref="AsyncSocket.Create"/>. Default null: the socket has the defaults of
    /// <see cref="ZmqNative.Context.CreateSocket"/>.
    /// </summary>
    public Action<Socket>? ConfigureSocket { get; init; }

    /// <summary>
    /// The security of the connections: encryption, and who may connect. It is set after <see cref="ConfigureSocket"/>. Default null: none. A
    /// socket that <see cref="ConfigureSocket"/> makes a CURVE or PLAIN server cannot be bound without an <see cref="Authenticator"/> in its context, either.
    /// </summary>
    public SecurityOptions? Security { get; init; }

    /// <summary>
    /// The maximal number of pending operations per direction. Default 4,096; one more throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public int MaxPendingOperations { get; init; } = 4096;

    /// <summary>
    /// The time that <see cref="AsyncSocket.DisposeAsync"/> waits for sends that no peer could take, 0 to 24 days. Default 1 second; sends
    /// that are pending then fail and are counted in <see cref="AsyncSocket.LostSends"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or too long.</exception>
    public TimeSpan DrainTimeout
    {
        get;
        init
        {
            OptionChecks.Check(value, nameof(value), nameof(DrainTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The number of times that a receive that finds nothing yields the processor and tries again before it waits, if the socket is in the
    /// middle of a stream: if at least 16 messages have arrived since a receive last waited. A send waits at once: it gets space
    /// when half of a full queue has been read. Default 20, a few microseconds in all on an idle machine; 0 waits at once, for services that
    /// save processor time rather than switches of threads; at most 10,000. On the reactor's thread no operation does it: the reactor polls so often again,
    /// after it has run code that waited for messages of the socket, before it sleeps.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 10,000.</exception>
    public int MaxSpins
    {
        get;
        init
        {
            OptionChecks.CheckRange(value, 0, MostSpins, nameof(MaxSpins), nameof(value));
            field = value;
        }
    } = 20;

    /// <summary>
    /// The thread on which code continues that awaits an operation of the socket. Default <see cref="ContinuationThread.Reactor"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the defined ones.</exception>
    public ContinuationThread Continuations
    {
        get;
        init
        {
            OptionChecks.CheckRange((int)value, 0, (int)ContinuationThread.ThreadPool, nameof(Continuations), nameof(value));
            field = value;
        }
    } = DefaultContinuations;

    /// <summary>The default of <see cref="Continuations"/>, here and of patterns; the storm tests change it.</summary>
    internal static ContinuationThread DefaultContinuations { get; set; }

    /// <summary>The limits of messages that the socket sends; null for none.</summary>
    internal SendLimits? SendLimits { get; init; }
}
