using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq router</c>.</summary>
internal sealed class RouterVerb : Verb
{
    private readonly ConnectionSettings _connection;
    private readonly Responder _responder;
    private readonly CountOption _count;
    private readonly OutputSettings _output;

    public RouterVerb()
        : base(
            "router",
            "Receives from many peers, and shows messages with the routing id in front. Binds by default; a reply goes back with the envelope of its request.",
            "zmq router tcp://*:5561                               # shows: \\x00k\\x8bEg | hello",
            "zmq router tcp://*:5561 --echo                        # for DEALER and REQ sockets",
            "zmq router tcp://*:5561 --exec 'tr a-z A-Z' --hex")
    {
        _connection = new ConnectionSettings(this);
        _responder = new Responder(this);
        _count = new CountOption(this);
        _output = new OutputSettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        MessageWriter writer = _output.Open(run);
        long? count = _count.Get(run);
        TimeSpan? timeout = _connection.Timeout(run);
        Func<byte[][], long, Task<IReadOnlyList<ReadOnlyMemory<byte>>>>? respond = _responder.Create(run, timeout);
        await using ToolSocket socket = await _connection.OpenAsync(run, SocketType.Router, bindByDefault: true);
        Tally tally = new(run.Console);
        try
        {
            while (count is null || tally.Received < count)
            {
                byte[][] message;
                using (MultipartMessage received = await socket.ReceiveAsync("a message", timeout, run.Cancellation))
                {
                    message = ToolMessage.Copy(received);
                }

                tally.CountReceived(message);
                writer.Write(message);
                writer.Flush();
                if (respond is null)
                {
                    continue;
                }

                int body = LengthOfEnvelope(message);
                IReadOnlyList<ReadOnlyMemory<byte>> reply = await respond(message[body..], tally.Received);
                await socket.SendAsync([.. message[..body].Select(static frame => (ReadOnlyMemory<byte>)frame), .. reply], timeout, run.Cancellation);
                tally.CountSent(reply);
            }

            return ExitCode.Success;
        }
        finally
        {
            tally.WriteSummary(sends: respond is not null, receives: true);
        }
    }

    // The routing id, and the frames up to the first empty one, as REQ sends it.
    private static int LengthOfEnvelope(byte[][] message)
    {
        int empty = Array.FindIndex(message, 1, static frame => frame.Length == 0);
        return empty < 0 || empty == message.Length - 1 ? 1 : empty + 1;
    }
}
