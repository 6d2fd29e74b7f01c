using System.Text;

namespace ZmqNative.Actors.Tests;

/// <summary>The texts of exceptions: they are sent to peers only if the option is set, and are cut to 1 KiB.</summary>
public sealed class ErrorDetailTests : RemoteTest
{
    private const string Secret = "connection string of the database";

    private static readonly string Long = new('é', 2000);

    [Test]
    public async Task A_peer_gets_only_the_fact_that_the_handler_failed()
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
    public async Task A_peer_does_not_get_the_reason_why_an_actor_cannot_start()
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
    public async Task A_peer_does_not_get_the_reason_why_a_stream_failed([Values] bool detailed)
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
    public async Task A_peer_gets_no_type_names_for_a_payload_that_cannot_be_read([Values] bool detailed)
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
    public async Task Within_the_process_the_exception_always_has_its_cause()
    {
        ActorRef failing = CreateBroker().Spawn("failing", static (_, _) => throw new FormatException(Long));
        ActorFailedException failure = (await Assert.ThrowsAsync<ActorFailedException>(() => failing.AskAsync<int>("x").AsTask()))!;
        Assert.That(failure.InnerException, Is.TypeOf<FormatException>().With.Message.EqualTo(Long));
        Assert.That(failure.FailureText, Does.Contain(Long));
    }

    [Test]
    public void An_exceeded_time_has_its_own_status()
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
