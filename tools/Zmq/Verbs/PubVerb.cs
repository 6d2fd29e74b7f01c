using System.CommandLine;
using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq pub</c>.</summary>
internal sealed class PubVerb : Verb
{
    private readonly ConnectionSettings _connection;
    private readonly MessageSettings _messages;
    private readonly Option<int> _subscriptions = new("--subscriptions")
    {
        Description = "Waits for so many subscriptions before the first message",
        HelpName = "COUNT",
        DefaultValueFactory = static _ => 1,
    };

    public PubVerb()
        : base(
            "pub",
            "Publishes messages. Binds by default, and waits for a subscription first: without one, messages would be lost.",
            "zmq pub tcp://*:5555 -t weather -m sunny              # one message of two frames",
            "zmq pub tcp://*:5555 -m '{{count}} at {{time}}' -n 0 --every 1s",
            "tail -f log | zmq pub tcp://*:5555 -t log --wait 0    # a message a line, without waiting")
    {
        _connection = new ConnectionSettings(this);
        _messages = new MessageSettings(this, hasTopic: true);
        Options.Add(_subscriptions);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        // XPUB is PUB to its peers, and tells of subscriptions, which messages must not overtake.
        await using ToolSocket socket = await _connection.OpenAsync(
            run, SocketType.XPub, bindByDefault: true, static raw => raw.XPubVerbose = true);
        Tally tally = new(run.Console);
        SubscriptionWatch subscriptions = new(socket);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        Task watching = subscriptions.WatchAsync(ending.Token);
        try
        {
            if (_connection.Wait(run) is not { Ticks: 0 })
            {
                Task arrived = subscriptions.WaitAsync(run.Get(_subscriptions));
                await Waiting.ForAsync(
                    run.Console, arrived, $"a subscription ({socket.Description})", _connection.Wait(run), run.Cancellation);
            }

            await Sender.SendAllAsync(run, socket, _messages, _connection.Timeout(run), tally, run.Cancellation);
            if (subscriptions.Count == 0 && tally.Sent > 0)
            {
                run.Console.Note("there was no subscription: nobody received these messages");
            }

            return ExitCode.Success;
        }
        finally
        {
            await ending.CancelAsync();
            await Waiting.QuietlyAsync(watching);
            tally.WriteSummary(sends: true, receives: false);
            socket.NoteDropped("--every");
        }
    }
}
