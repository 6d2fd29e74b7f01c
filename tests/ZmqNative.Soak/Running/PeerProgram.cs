using System.Globalization;

namespace ZmqNative.Soak;

/// <summary>One end of a load in a process of its own, which connects to the other end until its input ends, and prints the numbers of the messages that it handles.</summary>
internal static class PeerProgram
{
    /// <summary>The path of the program.</summary>
    public static string Path { get; } = typeof(PeerProgram).Assembly.Location;

    public static async Task RunAsync(string[] args)
    {
        string endpoint = $">{args[1]}";
        await using IAsyncDisposable peer = args[0] switch
        {
            "puller" => new Puller(
                endpoint, static message => Say(message.Text, message.DeliveryCount), Beating(new PullerOptions { Delivery = Delivery.Acknowledged })),
            "server" => new ReplyServer(
                endpoint,
                static request =>
                {
                    Say(request.Text, 1);
                    return request.Text;
                },
                Beating(new ReplyServerOptions())),
            "broker" => CreateBroker(endpoint),
            _ => throw new ArgumentException($"There is no peer '{args[0]}'.", nameof(args)),
        };
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }

    /// <summary>Completes the options of either end: a process that is stopped is noticed.</summary>
    public static T Beating<T>(T options)
        where T : PatternOptions
    {
        PatternOptions common = options;
        return (T)(common with
        {
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            HeartbeatTimeout = TimeSpan.FromMilliseconds(600),
        });
    }

    private static Broker CreateBroker(string endpoint)
    {
        Broker broker = new(new BrokerOptions { Listening = Beating(new BrokerListenerOptions()) });
        _ = broker.Spawn("item", static (message, context) =>
        {
            string text = (string)message;
            Say(text, 1);
            context.Reply(text);
            return default;
        });

        // Connected when it has its actor, so that no ask finds none.
        broker.Connect(endpoint.TrimStart('>'));
        return broker;
    }

    private static void Say(string number, int count) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number} {count}"));
}
