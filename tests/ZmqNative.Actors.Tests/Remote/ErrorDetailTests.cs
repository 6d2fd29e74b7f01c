using System.Text;

namespace ZmqNative.Actors.Tests;

/// <summary>The texts of exceptions stay in the process unless they are asked for, and are short.</summary>
public sealed class ErrorDetailTests : RemoteTest
{
    private const string Secret = "connection string of the database";

    private static readonly string Long = new('é', 2000);

    [Test]
    public async Task A_peer_learns_no_more_than_that_the_handler_failed()
    {
        ActorFailedException failure = await FailureOfAsync(static (_, _) => throw new FormatException(Secret), detailed: false);
        Assert.That(failure.FailureText, Is.EqualTo("The handler failed."));
        Assert.That(failure.InnerException, Is.Null);
    }

    [Test]
    public async Task A_peer_gets_the_text_of_an_exception_where_that_is_enabled()
    {
        ActorFailedException failure = await FailureOfAsync(static (_, _) => throw new FormatException(Secret), detailed: true);
        Assert.That(failure.FailureText, Is.EqualTo($"FormatException: {Secret}"));
    }

    [Test]
    public async Task A_text_that_the_actor_chose_is_always_sent_and_cut_to_1_KiB([Values] bool detailed)
    {
        ActorFailedException failure = await FailureOfAsync(
            static (_, context) =>
            {
                context.ReplyFailure(Long);
                return default;
            },
            detailed);
        Assert.That(failure.FailureText, Is.EqualTo(Long[..512]));
        Assert.That(Encoding.UTF8.GetByteCount(failure.FailureText), Is.EqualTo(1024));
    }

    [Test]
    public async Task An_actor_that_cannot_start_does_not_tell_a_peer_why()
    {
        Broker broker = CreateBroker(Remotely() with { Actors = new ActorOptions { Supervision = Pausing } });
        broker.Bind(AnyPort);
        _ = broker.Spawn("broken", static () => throw new FormatException(Secret));
        await using BrokerClient client = Connect(broker);
        ZmqNativeException failure = (await Assert.ThrowsAsync<ActorFailedException>(
            () => client.Actor("broken").AskAsync<int>("x", cancellationToken: Limit).AsTask()))!;
        Assert.That(failure.Message, Does.Not.Contain(Secret));
    }

    [Test]
    public async Task A_stream_that_fails_does_not_tell_a_peer_why([Values] bool detailed)
    {
        Broker broker = Bound(detailed);
        _ = broker.Spawn("stream", static async (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            await writer.WriteAsync(1);
            throw new FormatException(Secret);
        });
        await using BrokerClient client = Connect(broker);
        ActorFailedException failure = (await Assert.ThrowsAsync<ActorFailedException>(async () =>
        {
            await foreach (int number in client.Actor("stream").AskStreamAsync<int>("x", cancellationToken: Limit))
            {
                Assert.That(number, Is.EqualTo(1));
            }
        }))!;
        Assert.That(failure.FailureText, detailed ? Does.Contain(Secret) : Is.EqualTo("The handler failed."));
    }

    [Test]
    public async Task A_payload_that_cannot_be_read_does_not_tell_a_peer_of_types([Values] bool detailed)
    {
        Broker broker = Bound(detailed);
        _ = broker.Spawn("counter", static (AddItem item) => item.Price);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        MultipartMessage question = MultipartMessage.Create();
        question.Add(Correlation.Write(1, TimeSpan.Zero));
        question.Add(Frame.Empty());
        question.Add("counter\nAddItem");
        question.Add("{\"Price\":\"none\"}");
        await dealer.SendAsync(question, Limit);
        using MultipartMessage answer = await dealer.ReceiveAsync(Limit);
        Assert.That(Correlation.Status(answer[0].Span), Is.EqualTo(ReplyStatus.BadRequest));
        Assert.That(answer[2].ToString(), detailed ? Does.Contain("JSON value") : Is.EqualTo("the payload is no 'AddItem'."));
    }

    [Test]
    public async Task In_the_process_the_cause_is_always_there()
    {
        ActorRef failing = CreateBroker().Spawn("failing", static (_, _) => throw new FormatException(Long));
        ActorFailedException failure = (await Assert.ThrowsAsync<ActorFailedException>(() => failing.AskAsync<int>("x").AsTask()))!;
        Assert.That(failure.InnerException, Is.TypeOf<FormatException>().With.Message.EqualTo(Long));
        Assert.That(failure.FailureText, Does.Contain(Long));
    }

    [Test]
    public void A_time_that_is_over_has_the_status_of_that()
    {
        PeerFailure failures = new(detailed: false);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failures.Write(new AskTimeoutException("late", "a")).Status, Is.EqualTo(ReplyStatus.DeadlinePassed));
            Assert.That(failures.Write(new TellTimeoutException("late", "a")).Status, Is.EqualTo(ReplyStatus.Overloaded));
            Assert.That(failures.Write(new InvalidOperationException(Secret)).Text, Does.Not.Contain(Secret));
        }
    }

    private static Supervision Pausing { get; } = new() { InitialBackoff = TimeSpan.FromDays(1), MaxBackoff = TimeSpan.FromDays(1) };

    private Broker Bound(bool detailed)
    {
        Broker broker = CreateBroker(Remotely() with { EnableDetailedErrors = detailed });
        broker.Bind(AnyPort);
        return broker;
    }

    private async Task<ActorFailedException> FailureOfAsync(Func<object, ActorContext, ValueTask> receive, bool detailed)
    {
        Broker broker = Bound(detailed);
        _ = broker.Spawn("failing", receive);
        await using BrokerClient client = Connect(broker);
        return (await Assert.ThrowsAsync<ActorFailedException>(
            () => client.Actor("failing").AskAsync<int>("x", cancellationToken: Limit).AsTask()))!;
    }
}
