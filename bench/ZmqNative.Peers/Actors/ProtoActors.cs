using System.Diagnostics.CodeAnalysis;
using Proto;

namespace ZmqNative.Peers;

/// <summary>Proto.Actor. The nodes of its tree get generated names, as is usual with it.</summary>
internal sealed class ProtoActors : ActorPeer
{
    public const string PackageName = "Proto.Actor";

    private readonly ActorSystem _system = new();
    private readonly List<PID> _idle = [];
    private PID? _echo;

    public override string Version => VersionOf(typeof(ActorSystem));

    public override void StartPingPong(string name, int count, int inFlight, Countdown done)
    {
        Back back = new();
        PID pong = _system.Root.SpawnNamed(Props.FromProducer(() => back), $"{name}-pong");
        back.Other = _system.Root.SpawnNamed(Props.FromProducer(() => new Forth(pong, count, inFlight, done)), $"{name}-ping");
        _system.Root.Send(back.Other, Forth.Begin);
    }

    public override void StartEcho() => _echo = _system.Root.SpawnNamed(Props.FromProducer(static () => new Echo()), "echo");

    public override ValueTask<object> AskEchoAsync(object message) =>
        new(_system.Root.RequestAsync<object>(_echo!, message, TimeSpan.FromSeconds(5)));

    public override void Spawn(string name, Countdown started, Countdown ended) =>
        _idle.Add(_system.Root.SpawnNamed(Props.FromProducer(() => new Idle(started, ended)), name));

    [SuppressMessage("Usage", "VSTHRD103", Justification = "Waiting for each would make another actor for each.")]
    public override Task EndAsync()
    {
        foreach (PID pid in _idle)
        {
            _system.Root.Stop(pid);
        }

        return Task.CompletedTask;
    }

    public override Task<long> SkynetAsync(int leaves)
    {
        TaskCompletionSource<long> sum = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _system.Root.SpawnNamed(Props.FromProducer(() => new Node(new SkynetNode(0, leaves), sum)), "skynet");
        return sum.Task;
    }

    public override async ValueTask DisposeAsync() => await _system.DisposeAsync();

    private sealed class Ball;

    private sealed class Forth(PID other, int count, int inFlight, Countdown done) : IActor
    {
        public static readonly object Begin = new();
        private static readonly Ball TheBall = new();
        private readonly PingPong _game = new(count, inFlight, done);

        public Task ReceiveAsync(IContext context)
        {
            if (context.Message == Begin)
            {
                for (int i = 0; i < inFlight; i++)
                {
                    context.Send(other, TheBall);
                }
            }
            else if (context.Message is Ball && _game.Received())
            {
                context.Send(other, TheBall);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Back : IActor
    {
        public PID? Other { get; set; }

        public Task ReceiveAsync(IContext context)
        {
            if (context.Message is Ball)
            {
                context.Send(Other!, context.Message);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Echo : IActor
    {
        public Task ReceiveAsync(IContext context)
        {
            if (context.Sender is not null)
            {
                context.Respond(context.Message!);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Idle(Countdown started, Countdown ended) : IActor
    {
        public Task ReceiveAsync(IContext context)
        {
            if (context.Message is Started)
            {
                started.Signal();
            }
            else if (context.Message is Stopped)
            {
                ended.Signal();
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Node(SkynetNode node, TaskCompletionSource<long>? total) : IActor
    {
        private long _sum;
        private int _missing = SkynetNode.Children;

        public Task ReceiveAsync(IContext context)
        {
            if (context.Message is Started)
            {
                Begin(context);
            }
            else if (context.Message is long part)
            {
                _sum += part;
                if (--_missing == 0)
                {
                    End(_sum, context);
                }
            }

            return Task.CompletedTask;
        }

        private void Begin(IContext context)
        {
            if (node.IsLeaf)
            {
                End(node.First, context);
                return;
            }

            foreach (SkynetNode child in node.Split())
            {
                _ = context.Spawn(Props.FromProducer(() => new Node(child, null)));
            }
        }

        private void End(long sum, IContext context)
        {
            context.Stop(context.Self);
            total?.SetResult(sum);
            if (context.Parent is { } parent)
            {
                context.Send(parent, sum);
            }
        }
    }
}
