using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq req</c>.</summary>
internal sealed class ReqVerb : Verb
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    private readonly ConnectionSettings _connection;
    private readonly MessageSettings _messages;
    private readonly OutputSettings _output;

    public ReqVerb()
        : base(
            "req",
            "Sends requests and shows their replies. Connects by default. --timeout is 5 s unless it is given.",
            "zmq req tcp://localhost:5560 -m hello",
            "zmq req tcp://localhost:5560 -m '{\"id\":{{count}}}' -n 10 --every 100ms",
            "zmq req tcp://localhost:5560 < requests.txt           # a request a line")
    {
        _connection = new ConnectionSettings(this);
        _messages = new MessageSettings(this);
        _output = new OutputSettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        MessageWriter writer = _output.Open(run);
        TimeSpan timeout = _connection.Timeout(run) ?? DefaultTimeout;
        await using ToolSocket socket = await _connection.OpenAsync(run, SocketType.Req, bindByDefault: false);
        Tally tally = new(run.Console);
        try
        {
            if (_connection.Wait(run) is not { Ticks: 0 })
            {
                await socket.WaitForPeersAsync("a server", 1, _connection.Wait(run) ?? timeout, run.Cancellation);
            }

            await foreach (IReadOnlyList<ReadOnlyMemory<byte>> frames in _messages.ReadAsync(run, run.Cancellation))
            {
                await socket.SendAsync(frames, timeout, run.Cancellation);
                tally.CountSent(frames);
                using MultipartMessage reply = await socket.ReceiveAsync("a reply", timeout, run.Cancellation);
                byte[][] copy = ToolMessage.Copy(reply);
                tally.CountReceived(copy);
                writer.Write(copy);
                writer.Flush();
            }

            return ExitCode.Success;
        }
        finally
        {
            tally.WriteSummary(sends: true, receives: true);
        }
    }
}
