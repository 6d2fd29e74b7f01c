using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>The advice that ends the message of an error: what the user can do about it.</summary>
internal static class ErrorAdvice
{
    /// <summary>The advice for a process without file descriptors.</summary>
    public const string NoDescriptors =
        "The process has no file descriptors left; close what is not needed, or raise its limit (ulimit -n, LimitNOFILE). " +
        "Each socket takes one, and so does each connection and listener.";

    /// <summary>The sentence, or null.</summary>
    public static string? For(int errno, string operation, string? endpoint) =>
        errno switch
        {
            Libzmq.ETERM => "The context was shut down; close the socket.",
            Libzmq.EFSM => "REQ sends and receives in turns, REP receives first; finish the other half before this call.",
            Libzmq.EMTHREAD => "The context has no I/O thread; set Context.IoThreads to 1 or more.",
            Libzmq.ENOCOMPATPROTO => "This socket type cannot use that transport.",
            Errno.EMFILE when !Descriptors.AreLeft() => NoDescriptors,
            Errno.EMFILE =>
                "All sockets of the context are in use; raise Context.MaxSockets before the first one is made, or use a second context.",
            Errno.ENODEV => NoSuchInterface(endpoint),
            Errno.ENOENT when IsBind(operation) => "The folder of the path does not exist; create it first.",
            Errno.EACCES when IsBind(operation) => "This user may not bind there; choose a port above 1,023, or a folder that may be written to.",
            Errno.ENOENT => "Nothing is bound or connected there; pass the endpoint exactly as LastEndpoint gave it.",
            Errno.EINVAL when endpoint is not null =>
                "Write it as transport://address, for example tcp://127.0.0.1:5555, ipc:///tmp/name or inproc://name.",
            Errno.EINVAL => "The value is out of range, or this socket type or this build of libzmq does not have the option.",
            _ when errno == Errno.EADDRINUSE => InUse(endpoint),
            _ when errno == Errno.EADDRNOTAVAIL => "The address does not belong to this machine; bind to *, or to one of its own.",
            _ when errno == Errno.EHOSTUNREACH => "No peer with that routing id is connected; wait for it, or drop the message.",
            _ when errno == Errno.EAFNOSUPPORT && endpoint?.StartsWith("ipc:", StringComparison.Ordinal) == true =>
                "This system has no Unix sockets, which ipc:// needs; Windows has them since version 10 (1803). Use tcp://127.0.0.1.",
            _ when errno == Errno.EPROTONOSUPPORT => "This build of libzmq has no such transport; see Zmq.Capabilities.",
            _ when errno == Errno.ENOTSUP && operation.StartsWith("send", StringComparison.Ordinal) =>
                "This socket type only receives; PUB, PUSH, DEALER, ROUTER, REQ, REP and PAIR send.",
            _ when errno == Errno.ENOTSUP && operation.StartsWith("receive", StringComparison.Ordinal) =>
                "This socket type only sends; SUB, PULL, DEALER, ROUTER, REQ, REP and PAIR receive.",
            _ => null,
        };

    private static bool IsBind(string operation) => operation.StartsWith("bind", StringComparison.Ordinal);

    private static string NoSuchInterface(string? endpoint)
    {
        string port = endpoint is not null && endpoint.StartsWith("tcp:", StringComparison.Ordinal) && endpoint.LastIndexOf(':') is > 3 and var colon
            ? endpoint[colon..]
            : ":5555";
        return "No network interface or address of that name is on this machine, and host names are not looked up when binding; " +
            $"write tcp://127.0.0.1{port} for peers on this machine, or tcp://*{port} for all.";
    }

    private static string InUse(string? endpoint)
    {
        if (endpoint is not null && IpcPath.Covers(endpoint))
        {
            return "Something listens there already; choose another path, or ipc://* and read LastEndpoint.";
        }

        if (endpoint is not null && endpoint.StartsWith("inproc:", StringComparison.Ordinal))
        {
            return "Another socket of this context is bound to that name; choose another name.";
        }

        string any = endpoint is not null && endpoint.StartsWith("tcp:", StringComparison.Ordinal) && endpoint.LastIndexOf(':') is > 3 and var colon
            ? $"{endpoint[..colon]}:*"
            : "tcp://*:*";
        return $"Something listens there already; choose another port, or {any} and read LastEndpoint.";
    }
}
