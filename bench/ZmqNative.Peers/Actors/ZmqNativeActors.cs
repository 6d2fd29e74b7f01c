using ZmqNative.Actors;

namespace ZmqNative.Peers;

internal sealed class ZmqNativeActors : ActorPeer
{
    public const string PackageName = "ZmqNative.Actors";

    private readonly Broker _broker = new(new BrokerOptions { DrainTimeout = TimeSpan.FromMinutes(1) });
    private ActorRef? _echo;

    public override string Version => VersionOf(typeof(Broker));

    public override void StartPingPong(string name, int count, int inFlight, Countdown done)
    {
        Back back = new();
        ActorRef pong = _broker.Spawn($"{name}-pong", () => back);
        back.Other = _broker.Spawn($"{name}-ping", () => new Forth(pong, count, inFlight, done));
        _ = back.Other.TryTell(Forth.Begin);
    }

    public override void StartEcho() => _echo = _broker.Spawn("echo", static () => new Echo());

    public override ValueTask<object> AskEchoAsync(object message) =>
        _echo!.AskAsync<object>(message, timeout: TimeSpan.FromSeconds(5));

    public override void Spawn(string name, Countdown started, Countdown ended) => _broker.Spawn(name, () => new Idle(started, ended));

    public override Task EndAsync() => _broker.DisposeAsync().AsTask();

    public override async Task<long> SkynetAsync(int leaves)
    {
        TaskCompletionSource<long> sum = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _broker.Spawn("skynet", () => new Node(new SkynetNode(0, leaves), sum));
        return await sum.Task;
    }

    public override ValueTask DisposeAsync() => _broker.DisposeAsync();

    private sealed class Forth(ActorRef other, int count, int inFlight, Countdown done) : Actor
    {
        public static readonly object Begin = new();
        private static readonly object Ball = new();
        private readonly PingPong _game = new(count, inFlight, done);

        public override async ValueTask ReceiveAsync(object message, ActorContext context)
        {
            if (message == Begin)
            {
                for (int i = 0; i < inFlight; i++)
                {
                    await other.TellAsync(Ball);
                }
            }
            else if (_game.Received())
            {
                await other.TellAsync(message);
            }
        }
    }

    private sealed class Back : Actor
    {
        public ActorRef? Other { get; set; }

        public override ValueTask ReceiveAsync(object message, ActorContext context) => Other!.TellAsync(message);
    }

    private sealed class Echo : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply(message);
            return default;
        }
    }

    private sealed class Idle(Countdown started, Countdown ended) : Actor
    {
        public override ValueTask OnStartedAsync(ActorContext context)
        {
            started.Signal();
            return default;
        }

        public override ValueTask OnStoppingAsync(ActorContext context)
        {
            ended.Signal();
            return default;
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context) => default;
    }

    private sealed class Node(SkynetNode node, TaskCompletionSource<long>? total) : Actor
    {
        private long _sum;
        private int _missing = SkynetNode.Children;

        public override ValueTask OnStartedAsync(ActorContext context)
        {
            if (node.IsLeaf)
            {
                return EndAsync(node.First, context);
            }

            int number = 0;
            foreach (SkynetNode child in node.Split())
            {
                _ = context.Spawn(Names[number++], () => new Node(child, null));
            }

            return default;
        }

        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            _sum += (long)message;
            return --_missing == 0 ? EndAsync(_sum, context) : default;
        }

        private ValueTask EndAsync(long sum, ActorContext context)
        {
            context.Stop();
            total?.SetResult(sum);
            return context.Parent?.TellAsync(sum) ?? default;
        }

        private static readonly string[] Names = [.. Enumerable.Range(0, SkynetNode.Children).Select(static i => $"{i}")];
    }
}
