using NetMQ;
using NetMQ.Sockets;

namespace ZmqNative.Peers;

/// <summary>NetMQ. Only its receives are awaitable, in its own loop; its sends block. Requests go through its poller.</summary>
internal sealed class NetMQPeer : Peer
{
    public const string PackageName = "NetMQ";

    public override bool IsAsync => true;

    public override string Version => VersionOf(typeof(NetMQSocket));

    public override PeerSocket CreateSocket(Kind kind) => new NetMQPeerSocket(Create(kind));

    public override PeerAsyncSocket CreateAsyncSocket(Kind kind) => new NetMQPeerAsyncSocket(Create(kind));

    public override Task RunAsync(Func<Task> end) => Task.Factory.StartNew(
        () =>
        {
            using NetMQRuntime runtime = new();
            runtime.Run(end());
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    public override Task<double> RequestAsync(string endpoint, int size, int count, int inFlight) =>
        NetMQRequests.RunAsync(endpoint, size, count, inFlight);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static NetMQSocket Create(Kind kind) => kind switch
    {
        Kind.Push => new PushSocket(),
        Kind.Pull => new PullSocket(),
        Kind.Req => new RequestSocket(),
        _ => new ResponseSocket(),
    };
}
