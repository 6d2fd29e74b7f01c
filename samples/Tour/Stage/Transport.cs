using ZmqNative;

namespace Tour.Stage;

/// <summary>The transport of messages.</summary>
internal enum Transport
{
    /// <summary>Between two threads of this process.</summary>
    Inproc,

    /// <summary>To the second process, over a Unix domain socket.</summary>
    Ipc,

    /// <summary>To the second process, over the loopback interface.</summary>
    Tcp,
}

internal static class Transports
{
    /// <summary>The transports that this libzmq has: on Windows ipc depends on its version.</summary>
    public static IReadOnlyList<Transport> Available =>
        Zmq.Has("ipc") ? [Transport.Inproc, Transport.Ipc, Transport.Tcp] : [Transport.Inproc, Transport.Tcp];

    public static string Name(this Transport transport) => transport.ToString().ToLowerInvariant();
}
