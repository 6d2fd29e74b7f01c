using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq push</c>.</summary>
internal sealed class PushVerb : Verb
{
    private readonly ConnectionSettings _connection;
    private readonly MessageSettings _messages;

    public PushVerb()
        : base(
            "push",
            "Sends work to PULL sockets, each message to one of them. Binds by default, and waits for a peer first.",
            "zmq push tcp://*:5557 -m 'resize cat.png'",
            "zmq push '>tcp://localhost:5557' < jobs.txt            # connects; a message a line",
            "zmq push tcp://*:5557 --input whole < job.bin")
    {
        _connection = new ConnectionSettings(this);
        _messages = new MessageSettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        await using ToolSocket socket = await _connection.OpenAsync(run, SocketType.Push, bindByDefault: true);
        Tally tally = new(run.Console);
        try
        {
            await _connection.WaitForPeerAsync(run, socket, "a PULL peer");
            await Sender.SendAllAsync(run, socket, _messages, _connection.Timeout(run), tally, run.Cancellation);
            return ExitCode.Success;
        }
        finally
        {
            tally.WriteSummary(sends: true, receives: false);
        }
    }
}
