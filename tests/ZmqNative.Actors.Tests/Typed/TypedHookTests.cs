namespace ZmqNative.Actors.Tests.Typed;

/// <summary>Actors with an interface that derive from classes of the library: their hooks, context and other messages.</summary>
public sealed class TypedHookTests : BrokerTest
{
    [Test]
    public async Task A_typed_actor_has_its_context_and_hooks()
    {
        Broker broker = CreateBroker();
        Recorder recorder = new();
        _ = broker.Spawn<IHooked>("hooked", () => new Hooked(recorder));
        IHooked hooked = broker.Actor<IHooked>("hooked");
        Assert.That(await hooked.GetAddressAsync(), Is.EqualTo("hooked"));
        Assert.That(async () => await hooked.ThrowAsync(), Throws.TypeOf<ActorFailedException>());
        Assert.That(await hooked.GetAddressAsync(), Is.EqualTo("hooked"), "the next instance");
        Assert.That(async () => await broker.Actor("hooked").AskAsync<int>("other"), Throws.TypeOf<ActorFailedException>(), "an untyped message");
        await broker.StopAsync(broker.Actor("hooked"), cancellationToken: Limit);
        Assert.That(recorder.Events, Is.EqualTo(new[] { "started hooked", "restarting FormatException", "disposed", "started hooked", "stopping", "disposed" }));
    }

    [Test]
    public async Task Untyped_messages_go_to_the_methods_of_the_actor()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn<INamed>("mixed", static () => new Mixed());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await actor.As<INamed>().GetNameAsync(), Is.EqualTo("mixed"));
            Assert.That(await actor.AskAsync<int>(20), Is.EqualTo(40), "by its table of handlers");
            Assert.That(async () => await actor.AskAsync<int>("unknown"), Throws.TypeOf<ActorFailedException>());
        }
    }

    [Test]
    public void A_typed_actor_that_was_not_spawned_for_its_interface_says_so()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("hooked", static () => new Hooked(new Recorder()));
        Assert.That(
            async () => await actor.As<IHooked>().GetAddressAsync(),
            Throws.TypeOf<ActorInterfaceException>().With.Message.Contains("Spawn<IOrder>").Or.TypeOf<ActorFailedException>());
    }

    [Test]
    public void A_factory_that_makes_nothing_is_a_failure_to_start()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn<INamed>("none", static () => null!, new ActorOptions { Supervision = new Supervision { MaxRestarts = 0 } });
        Assert.That(async () => await actor.As<INamed>().GetNameAsync(), Throws.InstanceOf<ZmqNativeException>());
    }

    [Test]
    public async Task An_actor_that_calls_itself_is_told()
    {
        Broker broker = CreateBroker();
        _ = broker.Spawn<IHooked>("hooked", static () => new Hooked(new Recorder()));
        Assert.That(await broker.Actor<IHooked>("hooked").CallItselfAsync(), Is.EqualTo(nameof(InvalidOperationException)));
    }

    private sealed class Hooked(Recorder recorder) : TypedActor, IHooked, IDisposable
    {
        public ValueTask<string> GetAddressAsync() => new(Context.Self.Address);

        public ValueTask ThrowAsync() => throw new FormatException();

        public async ValueTask<string> CallItselfAsync()
        {
            try
            {
                return await Context.Self.As<IHooked>().GetAddressAsync();
            }
            catch (InvalidOperationException exception)
            {
                return exception.GetType().Name;
            }
        }

        public override ValueTask OnStartedAsync(ActorContext context)
        {
            recorder.Add($"started {Context.Self.Address}");
            return default;
        }

        public override ValueTask OnStoppingAsync(ActorContext context)
        {
            recorder.Add("stopping");
            return default;
        }

        public override ValueTask OnRestartingAsync(Exception cause, ActorContext context)
        {
            recorder.Add($"restarting {cause.GetType().Name}");
            return default;
        }

        public void Dispose() => recorder.Add("disposed");
    }

    private sealed class Mixed : Actor<Mixed>, IHandlers<Mixed>, IHandle<int, int>, INamed
    {
        public static void Describe(HandlerTable<Mixed> handlers) => handlers.Ask<int, int>();

        public ValueTask<int> HandleAsync(int message, ActorContext context) => new(2 * message);

        public ValueTask<string> GetNameAsync() => new("mixed");
    }
}

[ActorInterface]
internal interface IHooked
{
    ValueTask<string> GetAddressAsync();

    ValueTask ThrowAsync();

    ValueTask<string> CallItselfAsync();
}
