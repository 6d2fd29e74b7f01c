using ZmqNative.Tests.Readme;

namespace ZmqNative.Actors.Tests;

/// <summary>The code in docs/broker.md is the same as here, and here it runs.</summary>
[NonParallelizable]
public sealed class BrokerPageTests : PatternTest
{
    [TestCase("first", "HELLO")]
    [TestCase("ask", "True 42")]
    [TestCase("stream", "1\n2\n3")]
    [TestCase("supervision", "parser\n42")]
    [TestCase("keyed", "order 42")]
    [TestCase("router", "")]
    [TestCase("topics", "1")]
    [TestCase("bridge", "")]
    [TestCase("remote", "FROM AFAR")]
    [TestCase("letters", "lost: NotFound")]
    [TestCase("time", "")]
    public async Task Code_of_the_page_is_the_code_that_runs_and_prints_what_its_comment_says(string name, string printed)
    {
        Assert.That(ReadmeFile.Block($"runs: broker {name}", "docs/broker.md"), Is.EqualTo(ReadmeFile.SourceBetweenMarks(name)));

        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            await RunAsync(name).WaitAsync(Generous);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.That(output.ToString().ReplaceLineEndings("\n").Trim(), Is.EqualTo(printed));
    }

    [Test]
    public void Class_of_the_page_is_the_class_that_runs() =>
        Assert.That(File.ReadAllText(ReadmeFile.Find("docs/broker.md")), Does.Contain(ReadmeFile.SourceBetweenMarks("class")));

    private static Task RunAsync(string name) => name switch
    {
        "first" => FirstAsync(),
        "ask" => AskAsync(),
        "stream" => StreamAsync(),
        "supervision" => SupervisionAsync(),
        "keyed" => KeyedAsync(),
        "router" => RouterAsync(),
        "topics" => TopicsAsync(),
        "bridge" => BridgeAsync(),
        "remote" => RemoteAsync(),
        "letters" => LettersAsync(),
        _ => TimeAsync(),
    };

    private static async Task FirstAsync()
    {
        // <first>
        await using Broker broker = new();
        ActorRef upper = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        Console.WriteLine(await upper.AskAsync<string>("hello"));       // HELLO
        // </first>
    }

    private static async Task AskAsync()
    {
        await using Broker broker = new();
        // <ask>
        ActorRef counter = broker.Spawn("counter", () => new Counter());
        await counter.TellAsync(new Add(40));               // completes when the mailbox has accepted
        bool accepted = counter.TryTell(new Add(2));        // never waits
        int sum = await counter.AskAsync(new GetSum());     // GetSum is an IAsk<int>; always with a deadline
        Console.WriteLine($"{accepted} {sum}");             // True 42
        // </ask>
    }

    private static async Task StreamAsync()
    {
        await using Broker broker = new();
        // <stream>
        ActorRef numbers = broker.Spawn("numbers", async (message, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            for (int i = 1; i <= (int)message; i++)
            {
                await writer.WriteAsync(i);                 // waits while the reader is behind
            }
        });
        await foreach (int number in numbers.AskStreamAsync<int>(3))
        {
            Console.WriteLine(number);                      // 1 2 3
        }
        // </stream>
    }

    private static async Task SupervisionAsync()
    {
        await using Broker broker = new();
        // <supervision>
        ActorOptions options = new()
        {
            Supervision = new Supervision
            {
                Decider = static exception => exception is FormatException ? SupervisionDirective.Resume : SupervisionDirective.Restart,
                MaxRestarts = 3,
                Window = TimeSpan.FromMinutes(1),
            },
        };
        ActorRef parser = broker.Spawn<string, int>("parser", static text => int.Parse(text), options);
        try
        {
            await parser.AskAsync<int>("poison");
        }
        catch (ActorFailedException failure)
        {
            Console.WriteLine(failure.Address);                     // parser
        }

        Console.WriteLine(await parser.AskAsync<int>("42"));        // 42
        // </supervision>
    }

    private static async Task KeyedAsync()
    {
        await using Broker broker = new();
        // <keyed>
        broker.Register("order/{id}", id => new OrderActor(id), new KeyedOptions { PassivateAfter = TimeSpan.FromMinutes(5) });
        Console.WriteLine(await broker.Actor("order/42").AskAsync<string>("who"));      // order 42
        // </keyed>
    }

    private static async Task RouterAsync()
    {
        await using Broker broker = new();
        ActorRef first = broker.Spawn("first", (object message, ActorContext context) => default);
        ActorRef second = broker.Spawn("second", (object message, ActorContext context) => default);
        // <router>
        Router workers = broker.SpawnRouter("workers", RoutingStrategy.RoundRobin, first, second);
        await workers.TellAsync("work");                // to one of them
        workers.Add(broker.Actor("order/7"));           // while it runs; keyed and remote actors, too
        Router all = broker.SpawnRouter("all", RoutingStrategy.Broadcast, first, second);
        await all.TellAsync("news");                    // to all of them
        // </router>
    }

    private static async Task TopicsAsync()
    {
        await using Broker broker = new();
        ActorRef listener = broker.Spawn("listener", (object message, ActorContext context) => default);
        // <topics>
        broker.Topics.Subscribe("prices/", listener);               // a prefix, as in libzmq; empty for all
        int taken = broker.Topics.Publish("prices/EUR", 1.07m);     // from anywhere; never waits
        Console.WriteLine(taken);                                   // 1
        // </topics>
    }

    private static async Task BridgeAsync()
    {
        await using Broker broker = new();
        // <bridge>
        await using TopicBridge bridge = broker.Topics.Bridge(new TopicBridgeOptions
        {
            PublishAt = "tcp://127.0.0.1:*",            // what is published here goes out
            Outgoing = ["prices/"],
            SubscribeTo = "tcp://127.0.0.1:5556",       // what others publish comes in
            Incoming = ["news"],
        });
        // </bridge>
    }

    private static async Task RemoteAsync()
    {
        // <remote>
        await using Broker shop = new("tcp://127.0.0.1:*");
        shop.Spawn("upper", (string text) => text.ToUpperInvariant());
        await using BrokerClient client = new(shop.LastEndpoint);
        Console.WriteLine(await client.Actor("upper").AskAsync<string>("from afar"));       // FROM AFAR
        // </remote>
    }

    private static async Task LettersAsync()
    {
        await using Broker broker = new();
        // <letters>
        IAsyncEnumerable<DeadLetter> letters = broker.DeadLetters.ReadAllAsync();
        _ = broker.Actor("nobody").TryTell("kept by the sender");       // false: no dead letter
        try
        {
            await broker.Actor("nobody").TellAsync("lost");
        }
        catch (ActorNotFoundException)
        {
            await foreach (DeadLetter letter in letters)
            {
                Console.WriteLine($"{letter.Message}: {letter.Reason}");    // lost: NotFound
                break;
            }
        }
        // </letters>
    }

    private static async Task TimeAsync()
    {
        ManualTime time = new();
        // <time>
        await using Broker broker = new(new BrokerOptions { TimeProvider = time });
        ActorRef silent = broker.Spawn("silent", (message, context) =>
        {
            context.ReplyLater();
            return default;
        });
        ValueTask<int> answer = silent.AskAsync<int>("?", timeout: TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromHours(2));
        // </time>
        Assert.That(async () => await answer, Throws.TypeOf<AskTimeoutException>());
    }

    internal sealed record Add(int Number);

    internal sealed record GetSum : IAsk<int>;

    // <class>
    internal sealed class Counter : Actor<Counter>, IHandlers<Counter>, IHandle<Add>, IHandle<GetSum, int>
    {
        private int _sum;

        public static void Describe(HandlerTable<Counter> handlers) => handlers.Tell<Add>().Ask<GetSum, int>();

        public ValueTask HandleAsync(Add message, ActorContext context)
        {
            _sum += message.Number;
            return default;
        }

        public ValueTask<int> HandleAsync(GetSum message, ActorContext context) => new(_sum);
    }
    // </class>

    private sealed class OrderActor(string id) : Actor
    {
        public override ValueTask ReceiveAsync(object message, ActorContext context)
        {
            context.Reply($"order {id}");
            return default;
        }
    }
}
