using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;

namespace ZmqNative.Actors.Tests;

/// <summary>Exceptions whose text throws, and other user code that throws where nobody expects it: each sender gets a failure, and the actor goes on.</summary>
[NonParallelizable]
public sealed class UnreadableTextTests : RemoteTest
{
    private const string Unreadable = "(its message cannot be read)";

    [Test]
    public async Task Of_a_handler()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("actor", static (message, context) =>
        {
            context.Reply(message is "bad" ? throw new UnreadableException() : message);
            return default;
        });
        await FailsAsync(actor.AskAsync<string>("bad", cancellationToken: Limit));
        Assert.That(await actor.AskAsync<string>("good", cancellationToken: Limit), Is.EqualTo("good"));
        Assert.That(broker.Failures, Is.EqualTo(1));
    }

    [Test]
    public async Task Of_a_start()
    {
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = new ManualTime() });
        ActorRef actor = broker.Spawn("actor", static () => throw new UnreadableException());
        await FailsAsync(actor.AskAsync<string>("x", Generous, Limit));
    }

    [Test]
    public async Task Of_a_handler_in_another_process([Values] bool detailed)
    {
        Broker there = CreateBroker(Remotely() with { EnableDetailedErrors = detailed });
        there.Bind(AnyPort);
        _ = there.Spawn("actor", static (_, _) => throw new UnreadableException());
        await using BrokerClient client = Connect(there.LastEndpoint);
        ActorFailedException failure = (await Assert.ThrowsAsync<ActorFailedException>(
            async () => await client.Actor("actor").AskAsync<string>("x", cancellationToken: Limit)))!;
        Assert.That(failure.Message, detailed ? Does.Contain(Unreadable) : Does.Contain("The handler failed."));
    }

    [Test]
    public async Task A_listener_of_metrics_that_throws_costs_only_the_measurement()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("actor", static (string text) => text);
        using MeterListener meters = new();
        meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name is "zmqnative.broker.queue.duration" or "messaging.process.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        int measured = 0;
        meters.SetMeasurementEventCallback<double>((_, _, _, _) =>
        {
            _ = Interlocked.Increment(ref measured);
            throw new InvalidDataException("measured");
        });
        meters.Start();
        Assert.That(await actor.AskAsync<string>("x", cancellationToken: Limit), Is.EqualTo("x"));
        Assert.That((measured > 0, broker.Failures), Is.EqualTo((true, 0L)));
    }

    [Test]
    public void An_answer_that_nobody_waits_for_may_throw_when_it_is_disposed()
    {
        Broker broker = CreateBroker(new BrokerOptions { Serializer = new Broken() });

        // Nothing listens on port 1.
        RemoteRef from = (RemoteRef)broker.Actor("tcp://127.0.0.1:1/actor");
        Assert.That(new Late().TryReplyFrames(Answer(), 0, from, 0), Is.False);
    }

    private static MultipartMessage Answer()
    {
        MultipartMessage frames = MultipartMessage.Create();
        frames.Add(Frame.FromText("x"));
        return frames;
    }

    private static async Task FailsAsync(ValueTask<string> ask)
    {
        ActorFailedException failure = (await Assert.ThrowsAsync<ActorFailedException>(async () => await ask))!;
        Assert.That(failure.Message, Does.Contain(Unreadable));
        Assert.That(failure.InnerException, Is.TypeOf<UnreadableException>());
    }

    private sealed class Thrower : IDisposable
    {
        public void Dispose() => throw new InvalidDataException("disposed");
    }

    private sealed class Broken : IMessageSerializer
    {
        public bool TryGetName(Type type, [NotNullWhen(true)] out string? name)
        {
            name = null;
            return false;
        }

        public bool TryGetType(string name, [NotNullWhen(true)] out Type? type)
        {
            type = null;
            return false;
        }

        public void Write(IBufferWriter<byte> buffer, object value) => throw new NotSupportedException();

        public object? Read(ReadOnlySpan<byte> bytes, Type type) => new Thrower();
    }

    /// <summary>An ask that has ended.</summary>
    private sealed class Late : ReplyTarget<Thrower>
    {
        public override bool IsPending(uint token) => false;

        public override bool TryReply(object? value, uint token) => false;

        public override bool TryReply(Thrower value, uint token) => false;

        public override bool TryFail(Exception exception, uint token) => false;
    }
}
