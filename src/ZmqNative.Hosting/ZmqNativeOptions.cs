namespace ZmqNative.Hosting;

/// <summary>What all sockets of a host share.</summary>
/// <remarks>In configuration these are keys of the section <c>ZmqNative</c> itself, such as <c>ZmqNative:ShutdownTimeout</c>.</remarks>
public sealed record ZmqNativeOptions
{
    /// <summary>libzmq's I/O threads. Default 1, which is enough for about a gigabyte per second.</summary>
    public int IoThreads { get; init; } = 1;

    /// <summary>
    /// How many sockets the context may have; each pattern takes three. Default null: as many as the process may have files open, from
    /// 1,023 to <see cref="Context.SocketLimit"/>.
    /// </summary>
    public int? MaxSockets { get; init; }

    /// <summary>
    /// How long stopping may take in all: handlers that run, sends that wait, and what libzmq has still to send. Default 10
    /// seconds. What is not done by then is counted and logged. The host's own <c>HostOptions.ShutdownTimeout</c> ends it too.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sets further options of the context, before its first socket. Default nothing.</summary>
    public Action<Context>? ConfigureContext { get; init; }
}
