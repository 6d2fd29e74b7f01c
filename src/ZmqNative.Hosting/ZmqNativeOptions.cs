namespace ZmqNative.Hosting;

/// <summary>The options that all sockets of a host share.</summary>
/// <remarks>In configuration these are keys of the section <c>ZmqNative</c> itself, such as <c>ZmqNative:ShutdownTimeout</c>.</remarks>
public sealed record ZmqNativeOptions
{
    /// <summary>The number of libzmq's I/O threads, 0 to 256. Default 1, which is enough for about a gigabyte per second.</summary>
    public int IoThreads { get; init; } = 1;

    /// <summary>
    /// The number of sockets that the context may have; each pattern takes three. Default null: the number of files that the process may
    /// have open, but at least 1,023 and at most <see cref="Context.SocketLimit"/>.
    /// </summary>
    public int? MaxSockets { get; init; }

    /// <summary>
    /// The longest time in all for running handlers, waiting sends and the messages that libzmq has still to send, when the host stops. Default
    /// 10 seconds, at least 1 ms and at most 24 days. Messages that are not handled or sent by then are counted and logged. The host's own
    /// <c>HostOptions.ShutdownTimeout</c> ends the wait, too.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The action that sets further options of the context, before its first socket is made. Default null: none.</summary>
    public Action<Context>? ConfigureContext { get; init; }
}
