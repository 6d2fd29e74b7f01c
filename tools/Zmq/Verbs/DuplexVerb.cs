using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary>A verb that sends and receives at the same time.</summary>
internal abstract class DuplexVerb : Verb
{
    private readonly SocketType _type;
    private readonly ConnectionSettings _connection;
    private readonly MessageSettings _messages;
    private readonly OutputSettings _output;
    private readonly System.CommandLine.Option<long?> _receive = new("--receive")
    {
        Description = "Ends when everything is sent and so many messages are received; 0 receives none. Default: Ctrl-C ends",
        HelpName = "COUNT",
    };

    protected DuplexVerb(SocketType type, string name, string description, params string[] examples)
        : base(name, description, examples)
    {
        _type = type;
        _connection = new ConnectionSettings(this);
        _messages = new MessageSettings(this);
        Options.Add(_receive);
        _output = new OutputSettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        if (run.Get(_receive) is < 0)
        {
            throw ToolException.Usage("--receive is a number of messages, or 0 for none.");
        }

        MessageWriter writer = _output.Open(run);
        TimeSpan? timeout = _connection.Timeout(run);
        await using ToolSocket socket = await _connection.OpenAsync(run, _type, bindByDefault: false);
        Tally tally = new(run.Console);
        try
        {
            await _connection.WaitForPeerAsync(run, socket, "a peer");
            using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
            Task send = Sender.SendAllAsync(run, socket, _messages, timeout, tally, ending.Token);
            Task receive = Receiver.ReceiveAsync(socket, writer, tally, run.Get(_receive), timeout, ending.Token);
            Task first = await Task.WhenAny(send, receive);
            if (!first.IsCompletedSuccessfully)
            {
                await ending.CancelAsync();
            }

            await Waiting.QuietlyAsync(send);
            await Waiting.QuietlyAsync(receive);
            await first;
            await send;
            await receive;
            return ExitCode.Success;
        }
        finally
        {
            tally.WriteSummary(sends: true, receives: true);
        }
    }
}
