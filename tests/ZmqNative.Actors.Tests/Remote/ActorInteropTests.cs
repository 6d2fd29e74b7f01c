using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ZmqNative.Patterns.Tests.Interop;

namespace ZmqNative.Actors.Tests;

/// <summary>Asks of actors by Python, over tcp.</summary>
public sealed class ActorInteropTests : RemoteTest
{
    private const int Many = 2000;

    [Test]
    public async Task A_Python_REQ_asks_with_an_address_and_a_payload()
    {
        Broker broker = Listen(new BrokerListenerOptions { ForeignErrorBody = "sorry"u8.ToArray() });
        Spawn(broker);
        await using PythonPeer python = PythonPeer.Start("actor_req", Port(broker), Many);
        JsonElement result = await python.ReadAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.GetProperty("in_order").GetInt32(), Is.EqualTo(Many));
            Assert.That(result.GetProperty("unicode").GetBoolean(), "keyed address and payload in UTF-8");
            Assert.That(result.GetProperty("several").GetBoolean(), "several frames");
            Assert.That(result.GetProperty("json").GetProperty("Price").GetInt32(), Is.EqualTo(12));
            Assert.That(result.GetProperty("unknown").GetString(), Is.EqualTo("sorry"));
        }
    }

    [Test]
    public async Task A_Python_DEALER_tells_asks_and_gets_each_status()
    {
        Broker broker = Listen(new BrokerListenerOptions
        {
            MaxPendingDeliveriesPerActor = 1,
            DeliveryTimeout = Generous,

            // No probe answers the ask whose time is over before its turn.
            HeartbeatInterval = Timeout.InfiniteTimeSpan,
        });
        Spawn(broker);
        Blocked blocked = new();
        _ = broker.Spawn("blocked", () => blocked, new ActorOptions { MailboxCapacity = 2 });
        await using PythonPeer python = PythonPeer.Start("actor_dealer", Port(broker), Many);
        Assert.That((await python.ReadAsync(Limit)).GetString(), Is.EqualTo("blocked"));
        await blocked.BegunAsync(Limit);
        await python.GoAsync();
        Assert.That((await python.ReadAsync(Limit)).GetString(), Is.EqualTo("go"));
        blocked.Go(3);
        JsonElement result = await python.ReadAsync(Limit);
        JsonElement statuses = result.GetProperty("statuses");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.GetProperty("told").GetBoolean(), "all tells before the ask");
            Assert.That(result.GetProperty("answered").GetInt32(), Is.EqualTo(Many));
            Assert.That(Status("ok"), Is.EqualTo((0, "x")));
            Assert.That(Status("failed"), Is.EqualTo((1, "The handler failed.")));
            Assert.That(Status("unknown").Status, Is.EqualTo(2));
            Assert.That(Status("overloaded").Status, Is.EqualTo(3));
            Assert.That(Status("expired").Status, Is.EqualTo(4));
            Assert.That(Status("bad").Status, Is.EqualTo(5));
            Assert.That(Status("bad type"), Is.EqualTo((5, "unknown type 'NoSuchType'.")));
        }

        (int Status, string? Text) Status(string name) => (statuses.GetProperty(name)[0].GetInt32(), statuses.GetProperty(name)[1].GetString());
    }

    [Test]
    public async Task A_Python_DEALER_cancels_an_ask_and_sends_its_trace()
    {
        Broker broker = Listen();
        Spawn(broker);
        Patient patient = new();
        _ = broker.Spawn("patient", () => patient);
        _ = broker.Spawn("trace", static (message, context) =>
        {
            ((Frame)message).Dispose();
            context.Reply($"{Activity.Current?.TraceId} {Activity.Current?.ParentSpanId}");
            return default;
        });
        _ = broker.Spawn("numbers", static async (message, context) =>
        {
            using Frame count = (Frame)message;
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            for (int i = 1; i <= int.Parse(count.ToString(), CultureInfo.InvariantCulture); i++)
            {
                await writer.WriteAsync(i);
            }
        });
        await using PythonPeer python = PythonPeer.Start("actor_cancel", Port(broker), 0);
        await patient.BegunAsync(Limit);
        await python.GoAsync();
        JsonElement result = await python.ReadAsync(Limit);
        await patient.CancelledAsync(Limit);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.GetProperty("next").GetBoolean(), "no answer to the ask that was cancelled");
            Assert.That(result.GetProperty("trace").GetBoolean(), "the answer has the trace frame in front");
            Assert.That(result.GetProperty("traced").GetString(), Is.EqualTo("0af7651916cd43dd8448eb211c80319c b7ad6b7169203331"));
            Assert.That(result.GetProperty("numbers").EnumerateArray().Select(static number => number.GetInt32()), Is.EqualTo(new[] { 1, 2, 3, 4, 5 }));
            Assert.That(result.GetProperty("end").GetInt32(), Is.EqualTo(17));
            Assert.That((broker.Failures, broker.RemoteStatistics.Malformed), Is.EqualTo((0, 0)));
        }
    }

    private static int Port(Broker broker) => int.Parse(broker.LastEndpoint[(broker.LastEndpoint.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);

    private static void Spawn(Broker broker)
    {
        ActorOptions roomy = new() { MailboxCapacity = 2 * Many };
        _ = broker.Spawn("echo", static (message, context) =>
        {
            if (message is Frame frame)
            {
                context.Reply(frame);
            }
            else
            {
                context.Reply((MultipartMessage)message);
            }

            return default;
        }, roomy);
        broker.Register("echo/{key}", static _ => new Echoing());
        _ = broker.Spawn("broken", static (_, _) => throw new InvalidOperationException("no luck"));
        _ = broker.Spawn("price", static (AddItem item) => new Total(1, item.Price));
        long sum = 0;
        _ = broker.Spawn("sum", (message, context) =>
        {
            using Frame frame = (Frame)message;
            if (context.IsAsked)
            {
                context.Reply(sum.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                sum += long.Parse(frame.Span, CultureInfo.InvariantCulture);
            }

            return default;
        }, roomy);
    }

    private sealed class Echoing : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context) => Echo(message, context);
    }
}
