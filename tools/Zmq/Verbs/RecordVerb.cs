using System.CommandLine;
using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Recording;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq record</c>.</summary>
internal sealed class RecordVerb : Verb
{
    private readonly Argument<string> _file = new("FILE") { Description = "The recording" };
    private readonly ConnectionSettings _connection;
    private readonly SocketTypeOption _type;
    private readonly CountOption _count;
    private readonly Option<string[]> _topics = new("--topic", "-t") { Description = "With --type sub: only messages that begin with this text", HelpName = "PREFIX" };
    private readonly Option<bool> _force = new("--force") { Description = "Replaces an existing file" };

    public RecordVerb()
        : base(
            "record",
            "Records messages with their times into a file, for zmq replay. Connects by default.",
            "zmq record weather.zmqrec tcp://localhost:5555 -t weather",
            "zmq record jobs.zmqrec tcp://localhost:5557 --type pull -n 1000")
    {
        Arguments.Add(_file);
        _connection = new ConnectionSettings(this);
        _type = new SocketTypeOption(
            this, SocketType.Sub, "The type of the socket", SocketType.Sub, SocketType.Pull, SocketType.Pair, SocketType.Dealer, SocketType.Router);
        _count = new CountOption(this);
        Options.Add(_topics);
        Options.Add(_force);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        SocketType type = _type.Get(run);
        string[] topics = run.Get(_topics) ?? [];
        if (topics.Length > 0 && type != SocketType.Sub)
        {
            throw ToolException.Usage("--topic is for --type sub.");
        }

        long? count = _count.Get(run);
        string endpoints = string.Join(',', _connection.Endpoints(run, bindByDefault: false));

        // The file first: a puller that cannot write takes no message. But it is begun behind the socket, which may fail: an address in use, wrong keys.
        await using RecordingWriter recording = RecordingWriter.Open(run.Get(_file)!, run.Get(_force), run.Console.Time);
        await using ToolSocket socket = await _connection.OpenAsync(run, type, bindByDefault: false, raw =>
        {
            if (type == SocketType.Sub)
            {
                foreach (string topic in topics.Length > 0 ? topics : [string.Empty])
                {
                    raw.Subscribe(topic);
                }
            }
        });
        recording.Begin(new RecordingHeader(run.Console.Time.GetUtcNow(), type.ToString().ToUpperInvariant(), endpoints));
        Tally tally = new(run.Console);
        try
        {
            await RecordAsync(run, socket, recording, tally, count);
            return ExitCode.Success;
        }
        finally
        {
            recording.Flush();
            tally.WriteSummary(sends: false, receives: true);
            run.Console.Note($"{run.Get(_file)} has {recording.Length:N0} bytes");
        }
    }

    private async Task RecordAsync(Invocation run, ToolSocket socket, RecordingWriter recording, Tally tally, long? count)
    {
        TimeSpan? timeout = _connection.Timeout(run);
        while (count is null || tally.Received < count)
        {
            run.Cancellation.ThrowIfCancellationRequested();
            if (!socket.Socket.TryReceive(out MultipartMessage message))
            {
                recording.Flush();
                message = await socket.ReceiveAsync("a message", timeout, run.Cancellation);
            }

            using (message)
            {
                byte[][] frames = ToolMessage.Copy(message);
                recording.Write(frames);
                tally.CountReceived(frames);
            }
        }
    }
}
