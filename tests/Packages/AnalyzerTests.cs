using System.Text.Json;

namespace ZmqNative.Packages.Tests;

/// <summary>Each package brings the analyzers once, whichever of them a program names.</summary>
internal sealed class AnalyzerTests
{
    private const string Blocking = "ZMQ001";
    private const string Undisposed = "ZMQ002";
    private const string Unawaited = "ZMQ003";
    private const string SelfWait = "ZMQ004";
    private const string SharedSocket = "ZMQ005";
    private const string OutsideState = "ZMQ006";

    private const string SocketProgram = """
        using ZmqNative;

        using Context context = new();
        using Socket socket = context.CreateSocket(SocketType.Dealer);
        Frame frame = socket.Receive();
        Task task = Task.Run(() => socket.Send("x"));
        socket.Send("y");
        await task;
        """;

    private const string ActorProgram = """


        await using ZmqNative.Actors.Broker broker = new();
        Example example = new();
        ZmqNative.Actors.ActorRef actor = broker.Spawn("example", () => example);
        example.Sum = 1;
        Action tell = () => actor.TellAsync(1);

        sealed class Example : ZmqNative.Actors.Actor
        {
            public int Sum { get; set; }

            public override async ValueTask ReceiveAsync(object message, ZmqNative.Actors.ActorContext context)
            {
                Thread.Sleep(1);
                await context.Self.AskAsync<int>(1);
            }
        }
        """;

    // Patterns has handlers, but no actors.
    private const string PatternProgram = """


        await using ZmqNative.Patterns.Puller puller = new("inproc://a");
        puller.Handle(message => Thread.Sleep(1));
        await using ZmqNative.Patterns.Pusher pusher = new("inproc://b");
        Action push = () => pusher.PushAsync("x");
        """;

    private static readonly TestCaseData[] Programs =
    [
        new("ZmqNative", SocketProgram, (string[])[Undisposed, SharedSocket]),
        new("ZmqNative.Patterns", SocketProgram + PatternProgram, (string[])[Blocking, Undisposed, Unawaited, SharedSocket]),
        new("ZmqNative.Actors", SocketProgram + ActorProgram, All),
        new("ZmqNative.Hosting", SocketProgram + ActorProgram, All),
    ];

    private static string[] All =>
        [Blocking, Undisposed, Unawaited, SelfWait, SharedSocket, OutsideState];

    [TestCaseSource(nameof(Programs))]
    public async Task A_package_brings_the_analyzers_once(string package, string program, string[] rules)
    {
        Consumer consumer = Consumer.Create($"analyzed-{package}");
        await File.WriteAllTextAsync(Path.Combine(consumer.Folder, "Program.cs"), program);
        string log = Path.Combine(consumer.Folder, "log.sarif");
        await consumer.DotnetAsync("build", $"-p:FeedPackage={package}", "-p:TreatWarningsAsErrors=false", $"-p:ErrorLog={log}%2cversion=2.1");
        using JsonDocument reports = JsonDocument.Parse(await File.ReadAllTextAsync(log));
        string[] reported =
        [
            .. reports.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
                .Select(static result => result.GetProperty("ruleId").GetString()!)
                .Where(static id => id.StartsWith("ZMQ0", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        Assert.That(reported, Is.EqualTo(rules));
    }
}
