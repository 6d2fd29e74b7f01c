using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary>A verb that receives and shows messages.</summary>
internal abstract class ReceivingVerb : Verb
{
    private readonly SocketType _type;
    private readonly ConnectionSettings _connection;
    private readonly OutputSettings _output;
    private readonly CountOption _count;

    protected ReceivingVerb(SocketType type, string name, string description, params string[] examples)
        : base(name, description, examples)
    {
        _type = type;
        _connection = new ConnectionSettings(this);
        _count = new CountOption(this);
        _output = new OutputSettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        MessageWriter writer = _output.Open(run);
        long? count = _count.Get(run);
        TimeSpan? timeout = _connection.Timeout(run);
        await using ToolSocket socket = await _connection.OpenAsync(run, _type, bindByDefault: false, raw => Configure(run, raw));
        Tally tally = new(run.Console);
        try
        {
            if (_connection.HasWait(run))
            {
                await socket.WaitForPeersAsync("a peer", 1, _connection.Wait(run), run.Cancellation);
            }

            await Receiver.ReceiveAsync(socket, writer, tally, count, timeout, run.Cancellation);
            return ExitCode.Success;
        }
        finally
        {
            tally.WriteSummary(sends: false, receives: true);
        }
    }

    /// <summary>Sets options of the socket.</summary>
    protected virtual void Configure(Invocation run, Socket socket)
    {
    }
}
