using Akka.Actor;

namespace ZmqNative.Peers;

/// <summary>Akka.NET. The nodes of its tree get generated names, as is usual with it.</summary>
internal sealed class AkkaActors : ActorPeer
{
    public const string PackageName = "Akka";

    private readonly ActorSystem _system = ActorSystem.Create("peers", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private IActorRef? _echo;

    public override string Version => VersionOf(typeof(ActorSystem));

    public override void StartPingPong(string name, int count, int inFlight, Countdown done)
    {
        IActorRef pong = _system.ActorOf(Props.CreateBy(new Producer(static () => new Back())), $"{name}-pong");
        _system.ActorOf(Props.CreateBy(new Producer(() => new Forth(pong, count, inFlight, done))), $"{name}-ping").Tell(Forth.Begin);
    }

    public override void StartEcho() => _echo = _system.ActorOf(Props.CreateBy(new Producer(static () => new Back())), "echo");

    public override ValueTask<object> AskEchoAsync(object message) => new(_echo!.Ask<object>(message, TimeSpan.FromSeconds(5)));

    public override void Spawn(string name, Countdown started, Countdown ended) =>
        _system.ActorOf(Props.CreateBy(new Producer(() => new Idle(started, ended))), name);

    public override Task EndAsync() => _system.Terminate();

    public override Task<long> SkynetAsync(int leaves)
    {
        TaskCompletionSource<long> sum = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _system.ActorOf(Props.CreateBy(new Producer(() => new Node(new SkynetNode(0, leaves), sum))), "skynet");
        return sum.Task;
    }

    public override async ValueTask DisposeAsync() => await _system.Terminate();

    private sealed class Producer(Func<ActorBase> make) : IIndirectActorProducer
    {
        public Type ActorType => typeof(ActorBase);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class Forth(IActorRef other, int count, int inFlight, Countdown done) : UntypedActor
    {
        public static readonly object Begin = new();
        private static readonly object Ball = new();
        private readonly PingPong _game = new(count, inFlight, done);

        protected override void OnReceive(object message)
        {
            if (message == Begin)
            {
                for (int i = 0; i < inFlight; i++)
                {
                    other.Tell(Ball);
                }
            }
            else if (_game.Received())
            {
                other.Tell(message);
            }
        }
    }

    private sealed class Back : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(message);
    }

    private sealed class Idle(Countdown started, Countdown ended) : UntypedActor
    {
        protected override void PreStart() => started.Signal();

        protected override void PostStop() => ended.Signal();

        protected override void OnReceive(object message)
        {
        }
    }

    private sealed class Node(SkynetNode node, TaskCompletionSource<long>? total) : UntypedActor
    {
        private long _sum;
        private int _missing = SkynetNode.Children;

        protected override void PreStart()
        {
            if (node.IsLeaf)
            {
                End(node.First);
                return;
            }

            foreach (SkynetNode child in node.Split())
            {
                _ = Context.ActorOf(Props.CreateBy(new Producer(() => new Node(child, null))));
            }
        }

        protected override void OnReceive(object message)
        {
            _sum += (long)message;
            if (--_missing == 0)
            {
                End(_sum);
            }
        }

        private void End(long sum)
        {
            Context.Stop(Self);
            if (total is null)
            {
                Context.Parent.Tell(sum);
            }
            else
            {
                total.SetResult(sum);
            }
        }
    }
}
