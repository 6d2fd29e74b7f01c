using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq rep</c>.</summary>
internal sealed class RepVerb : Verb
{
    private readonly ConnectionSettings _connection;
    private readonly Responder _responder;
    private readonly CountOption _count;
    private readonly OutputSettings _output;

    public RepVerb()
        : base(
            "rep",
            "Replies to requests, and shows them. Binds by default.",
            "zmq rep tcp://*:5560 --echo",
            "zmq rep tcp://*:5560 --exec 'tr a-z A-Z'              # the request on its standard input",
            "zmq rep tcp://*:5560 -m 'request {{count}} at {{time}}'")
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
        Func<byte[][], long, Task<IReadOnlyList<ReadOnlyMemory<byte>>>> respond = _responder.Create(run, timeout)
            ?? throw ToolException.Usage("The reply is missing: --echo, --exec COMMAND, or -m FRAME.");
        await using ToolSocket socket = await _connection.OpenAsync(run, SocketType.Rep, bindByDefault: true);
        Tally tally = new(run.Console);
        try
        {
            while (count is null || tally.Received < count)
            {
                byte[][] request;
                using (MultipartMessage message = await socket.ReceiveAsync("a request", timeout, run.Cancellation))
                {
                    request = ToolMessage.Copy(message);
                }

                tally.CountReceived(request);
                writer.Write(request);
                writer.Flush();
                IReadOnlyList<ReadOnlyMemory<byte>> reply = await respond(request, tally.Received);
                await socket.SendAsync(reply, timeout, run.Cancellation);
                tally.CountSent(reply);
            }

            return ExitCode.Success;
        }
        finally
        {
            tally.WriteSummary(sends: true, receives: true);
        }
    }
}
