using System.Text.Json.Serialization;

namespace ZmqNative.Actors.Tests;

/// <summary>Messages that can never be sent to another process: without a name in the serializer, or over a limit.</summary>
public sealed class UnsendableTests : RemoteTest
{
    private const int FrameLimit = 1000;

    public enum Unfit
    {
        Nameless = 0,
        Unwritable,
        TooLarge,
        TooLargeFrame,
        TooManyFrames,
    }

    [Test]
    public async Task A_tell_is_refused_at_once_and_is_a_dead_letter([Values] Unfit unfit)
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", Echo);
        await using BrokerClient client = ConnectLimited(broker);
        ActorRef echo = client.Actor("echo");
        await using IAsyncEnumerator<DeadLetter> letters = client.Owner.DeadLetters.ReadAllAsync(cancellationToken: Limit).GetAsyncEnumerator(Limit);
        Assert.That(async () => await TellAsync(echo, unfit), Throws.InstanceOf(ExceptionFor(unfit)));
        Assert.That(await letters.MoveNextAsync());
        Assert.That(letters.Current.Reason, Is.EqualTo(DeadLetterReason.Unsendable));
        Assert.That(letters.Current.Cause, Is.InstanceOf(ExceptionFor(unfit)));
        Assert.That(letters.Current.Address, Is.EqualTo(echo.Address));
        await StillServedAsync(echo);
        Assert.That(broker.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task A_try_throws_and_the_frames_still_belong_to_their_sender()
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", Echo);
        await using BrokerClient client = ConnectLimited(broker);
        ActorRef echo = client.Actor("echo");
        using Frame frame = Frame.Wrap(new byte[FrameLimit + 1]);
        Assert.That(() => echo.TryTell(frame), Throws.TypeOf<MessageTooLargeException>());
        Assert.That(frame.IsAlive);
        Assert.That(() => echo.TryTell(new Nameless()), Throws.TypeOf<ActorSerializationException>());
        await StillServedAsync(echo);
        Assert.That(client.Owner.DeadLetters.Count, Is.Zero);
    }

    [Test]
    public async Task An_ask_is_refused_at_once_and_is_a_dead_letter([Values] Unfit unfit)
    {
        Broker broker = Listen();
        _ = broker.Spawn("echo", Echo);
        await using BrokerClient client = ConnectLimited(broker);
        ActorRef echo = client.Actor("echo");
        Assert.That(async () => await AskAsync(echo, unfit), Throws.InstanceOf(ExceptionFor(unfit)));
        await StillServedAsync(echo);
        Assert.That(client.Owner.DeadLetters.CountOf(DeadLetterReason.Unsendable), Is.EqualTo(1));
        Assert.That(echo.Load, Is.Zero);
    }

    [Test]
    public async Task An_item_of_a_stream_fails_the_stream_and_throws_at_its_writer([Values(Unfit.TooLarge, Unfit.Nameless)] Unfit unfit)
    {
        Broker broker = CreateBroker(Remotely(new BrokerListenerOptions { MaxFrameSize = FrameLimit }));
        broker.Bind(AnyPort);
        TaskCompletionSource<Exception> thrown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("writer", async (_, context) =>
        {
            ReplyWriter<object> writer = context.ReplyStream<object>();
            await writer.WriteAsync("fine");
            try
            {
                await writer.WriteAsync(unfit == Unfit.TooLarge ? new string('x', FrameLimit + 1) : new Nameless());
            }
            catch (Exception exception)
            {
                thrown.SetResult(exception);
            }

            Assert.That(async () => await writer.WriteAsync("next"), Throws.InstanceOf<OperationCanceledException>());
        });
        await using BrokerClient client = Connect(broker);
        List<string> got = [];
        Assert.That(
            async () =>
            {
                await foreach (string text in client.Actor("writer").AskStreamAsync<string>("go", cancellationToken: Limit))
                {
                    got.Add(text);
                }
            },
            Throws.Exception);
        Assert.That(got, Is.EqualTo(new[] { "fine" }));
        Assert.That(await thrown.Task.WaitAsync(Limit), Is.InstanceOf(ExceptionFor(unfit)));
    }

    [Test]
    public async Task A_watch_that_is_too_large_takes_no_place()
    {
        Broker broker = Listen();
        _ = broker.Spawn("upper", static (string text) => text.ToUpperInvariant());
        await using BrokerClient client = Connect(broker, new BrokerClientOptions { MaxInFlight = 1, MaxFrameSize = 64 });
        ActorRef far = client.Actor($"far/{new string('x', 100)}");
        TaskCompletionSource<ActorStopped> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef watcher = broker.Spawn("watcher", (message, context) =>
        {
            if (message is ActorStopped stopped)
            {
                told.SetResult(stopped);
            }
            else
            {
                context.Watch(far);
            }

            return default;
        });
        await watcher.TellAsync("watch", Limit);
        Assert.That((await told.Task.WaitAsync(Limit)).Cause, Is.InstanceOf<MessageTooLargeException>());
        Assert.That(await client.Actor("upper").AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("X"));
    }

    [Test]
    public async Task A_publication_reaches_all_others([Values(0, 1, 2)] int place)
    {
        Broker there = Listen();
        _ = there.Spawn("listener", Echo);
        Broker here = CreateBroker(Remotely());
        ActorRef remote = here.Actor($"{there.LastEndpoint}/listener");
        Listener[] listeners = new Listener[2];
        for (int i = 0, made = 0; i < 3; i++)
        {
            if (i == place)
            {
                Assert.That(here.Topics.Subscribe("a", remote));
            }
            else
            {
                listeners[made] = new Listener(here, $"listener/{made++}", "a");
            }
        }

        // A TopicMessage has no name in the serializer.
        Assert.That(here.Topics.Publish("a", "news"), Is.EqualTo(2));
        foreach (Listener listener in listeners)
        {
            Assert.That(await listener.TakeAsync(1, Limit), Is.EqualTo(new[] { "a=news" }));
        }

        Assert.That(here.DeadLetters.CountOf(DeadLetterReason.Unsendable), Is.EqualTo(1));
        Assert.That(here.Topics.Dropped, Is.EqualTo(1));
        Assert.That(here.Topics.Publish("a", Frame.FromText("a frame for each")), Is.EqualTo(2));
    }

    [Test]
    public async Task A_broadcast_reaches_all_others([Values(0, 1, 2)] int place, [Values] bool tried)
    {
        Broker there = Listen();
        _ = there.Spawn("echo", Echo);
        Broker here = CreateBroker(Remotely());
        ActorRef remote = here.Actor($"{there.LastEndpoint}/echo");
        await Eventually(() => remote.HasSpace, "connected");
        Routees routees = new(here, 2);
        List<ActorRef> actors = [.. routees.Actors];
        actors.Insert(place, remote);
        Router router = here.SpawnRouter("router", RoutingStrategy.Broadcast, actors);
        if (tried)
        {
            Assert.That(router.TryTell(new Nameless()));
        }
        else
        {
            await router.TellAsync(new Nameless(), Limit);
        }

        await Eventually(() => routees.Total == 2, "the others have it");
        Assert.That(here.DeadLetters.CountOf(DeadLetterReason.Unsendable), Is.EqualTo(1));
        Assert.That(router.Routees, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_broadcast_that_no_routee_can_get_is_refused()
    {
        Broker there = Listen();
        _ = there.Spawn("echo", Echo);
        Broker here = CreateBroker(Remotely());
        ActorRef remote = here.Actor($"{there.LastEndpoint}/echo");
        await Eventually(() => remote.HasSpace, "connected");
        Router router = here.SpawnRouter("router", RoutingStrategy.Broadcast, remote);
        Assert.That(async () => await router.TellAsync(new Nameless(), Limit), Throws.TypeOf<ActorSerializationException>());
        Assert.That(() => router.TryTell(new Nameless()), Throws.TypeOf<ActorSerializationException>());
        Assert.That(async () => await router.AskAsync<int>(new Nameless()), Throws.TypeOf<ActorSerializationException>());
        Router chooser = here.SpawnRouter("chooser", RoutingStrategy.RoundRobin, remote);
        Assert.That(async () => await chooser.TellAsync(new Nameless(), Limit), Throws.TypeOf<ActorSerializationException>());
        Assert.That(() => chooser.TryTell(new Nameless()), Throws.TypeOf<ActorSerializationException>());
        Assert.That(router.Routees.Concat(chooser.Routees).Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task An_ask_of_all_is_answered_by_those_that_can_get_it()
    {
        Broker there = Listen();
        _ = there.Spawn("echo", Echo);
        Broker here = CreateBroker(Remotely());
        ActorRef remote = here.Actor($"{there.LastEndpoint}/echo");
        Router router = here.SpawnRouter("router", RoutingStrategy.Broadcast, remote, here.Spawn("local", static (Nameless _) => 7));
        Assert.That(await router.AskAsync<int>(new Nameless(), cancellationToken: Limit), Is.EqualTo(7));
    }

    [Test]
    public async Task A_bridge_continues_after_a_message_that_cannot_be_sent()
    {
        Broker broker = CreateBroker();
        TopicBridge bridge = broker.Topics.Bridge(
            new TopicBridgeOptions { PublishAt = AnyPort, Publisher = On(new PublisherOptions { MaxFrameSize = FrameLimit }) });
        await using AsyncSocket subscriber = Connected(SocketType.Sub, bridge.Publisher!.LastEndpoint);
        subscriber.Configure(static socket => socket.Subscribe(string.Empty));
        await bridge.Publisher.WaitForSubscriberAsync(cancellationToken: Limit);
        for (int i = 0; i < 20; i++)
        {
            _ = broker.Topics.Publish("a", new string('x', FrameLimit + 1));
            _ = broker.Topics.Publish("a", Frame.Wrap(new byte[FrameLimit + 1]));
            _ = broker.Topics.Publish("a", new Nameless());
        }

        _ = broker.Topics.Publish("a", "fine");
        Assert.That(await ReceiveTexts(subscriber), Is.EqualTo(new[] { "a", "fine" }));
        Assert.That(broker.DeadLetters.Count, Is.EqualTo(60));
        Assert.That(bridge.Sent, Is.EqualTo(1), "what was not sent is not counted");
    }

    private BrokerClient ConnectLimited(Broker broker) => new(
        broker.LastEndpoint,
        On(new BrokerClientOptions
        {
            AskTimeout = Generous,
            Serializer = new JsonMessageSerializer().Add(UnsendableJson.Default.Unwritable),
            MaxFrameSize = FrameLimit,
            MaxFrames = 8,
        }));

    private async Task StillServedAsync(ActorRef echo)
    {
        using Frame answer = await echo.AskAsync<Frame>(Frame.FromText("still there"), cancellationToken: Limit);
        Assert.That(answer.ToString(), Is.EqualTo("still there"));
    }

    private Task TellAsync(ActorRef to, Unfit unfit) => Create(unfit) switch
    {
        Frame frame => to.TellAsync(frame, Limit).AsTask(),
        MultipartMessage frames => to.TellAsync(frames, Limit).AsTask(),
        var message => to.TellAsync(message, Limit).AsTask(),
    };

    private Task<string> AskAsync(ActorRef to, Unfit unfit) => Create(unfit) switch
    {
        Frame frame => to.AskAsync<string>(frame, cancellationToken: Limit).AsTask(),
        var message => to.AskAsync<string>(message, cancellationToken: Limit).AsTask(),
    };

    private static object Create(Unfit unfit) => unfit switch
    {
        Unfit.Nameless => new Nameless(),
        Unfit.Unwritable => new Unwritable(typeof(int)),
        Unfit.TooLarge => new string('x', FrameLimit + 1),
        Unfit.TooLargeFrame => Frame.Wrap(new byte[FrameLimit + 1]),
        _ => MultipartMessage.Create([.. Enumerable.Range(0, 10).Select(static i => $"{i}")]),
    };

    private static Type ExceptionFor(Unfit unfit) =>
        unfit is Unfit.Nameless or Unfit.Unwritable ? typeof(ActorSerializationException) : typeof(MessageTooLargeException);

    private sealed record Nameless;
}

public sealed record Unwritable(Type Type);

[JsonSerializable(typeof(Unwritable))]
internal sealed partial class UnsendableJson : JsonSerializerContext;
