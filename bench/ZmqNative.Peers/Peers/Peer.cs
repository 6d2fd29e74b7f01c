namespace ZmqNative.Peers;

/// <summary>A library that is measured; an instance serves one round.</summary>
internal abstract class Peer : IAsyncDisposable
{
    /// <summary>The names of all libraries that this program was built with; ZmqNative is the first.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        ZmqNativePeer.PackageName,
#if NETMQ
        NetMQPeer.PackageName,
#endif
#if CLRZMQ4
        Clrzmq4Peer.PackageName,
#endif
#if NETZMQ
        NetZmqPeer.PackageName,
#endif
        .. RequestProgram.Names,
    ];

    /// <summary>Whether its sockets are measured; otherwise only its requests are.</summary>
    public virtual bool HasSockets => true;

    /// <summary>Whether it has awaitable sends and receives.</summary>
    public virtual bool IsAsync => false;

    public static Peer Create(string name) => name switch
    {
        ZmqNativePeer.PackageName => new ZmqNativePeer(),
#if NETMQ
        NetMQPeer.PackageName => new NetMQPeer(),
#endif
#if CLRZMQ4
        Clrzmq4Peer.PackageName => new Clrzmq4Peer(),
#endif
#if NETZMQ
        NetZmqPeer.PackageName => new NetZmqPeer(),
#endif
        _ when RequestProgram.Names.Contains(name, StringComparer.Ordinal) => new ProgramPeer(RequestProgram.Find(name)),
        _ => throw new ArgumentException($"This program was built without '{name}'.", nameof(name)),
    };

    /// <summary>The version of the package that is loaded.</summary>
    public abstract string Version { get; }

    public abstract PeerSocket CreateSocket(Kind kind);

    public virtual PeerAsyncSocket CreateAsyncSocket(Kind kind) => throw new NotSupportedException();

    /// <summary>Runs an awaiting end, in the library's own loop if it needs one.</summary>
    public virtual Task RunAsync(Func<Task> end) => Task.Run(end);

    /// <summary>Sends requests through the library's own client and server, several in flight; NaN if it has none.</summary>
    public virtual Task<double> RequestAsync(string endpoint, int size, int count, int inFlight) => Task.FromResult(double.NaN);

    public abstract ValueTask DisposeAsync();

    protected static string VersionOf(Type type) => type.Assembly.GetName().Version!.ToString();
}
