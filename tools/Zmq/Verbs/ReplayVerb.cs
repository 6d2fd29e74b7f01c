using System.CommandLine;
using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;
using ZmqTool.Recording;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq replay</c>.</summary>
internal sealed class ReplayVerb : Verb
{
    // A timer counts milliseconds in 32 bits.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly Argument<string> _file = new("FILE") { Description = "A recording of zmq record" };
    private readonly ConnectionSettings _connection;
    private readonly SocketTypeOption _type;
    private readonly Option<double> _speed = new("--speed")
    {
        Description = "How many times faster than recorded, such as 10 or 0.5; 0 sends without pauses. Default 1",
        HelpName = "FACTOR",
        DefaultValueFactory = static _ => 1,
    };

    private readonly Option<bool> _show = new("--show") { Description = "Shows the messages instead of sending them" };
    private readonly OutputSettings _output;

    public ReplayVerb()
        : base(
            "replay",
            "Sends the messages of a recording again, byte for byte, at the times of their recording. Binds by default, and waits for a peer first.",
            "zmq replay weather.zmqrec tcp://*:5555",
            "zmq replay weather.zmqrec tcp://*:5555 --speed 10",
            "zmq replay jobs.zmqrec '>tcp://localhost:5557' --type push --speed 0",
            "zmq replay weather.zmqrec --show --json")
    {
        Arguments.Add(_file);
        _connection = new ConnectionSettings(this);
        _type = new SocketTypeOption(this, SocketType.Pub, "The type of the socket", SocketType.Pub, SocketType.Push, SocketType.Pair, SocketType.Dealer);
        Options.Add(_speed);
        Options.Add(_show);
        _output = new OutputSettings(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        if (run.Get(_speed) is < 0 or double.NaN)
        {
            throw ToolException.Usage("--speed is a factor above 0, or 0 for no pauses.");
        }

        using RecordingReader recording = RecordingReader.Open(run.Get(_file)!);
        if (run.Get(_show))
        {
            return Show(run, recording);
        }

        SocketType type = _type.Get(run);
        await using ToolSocket socket = await _connection.OpenAsync(
            run, type == SocketType.Pub ? SocketType.XPub : type, bindByDefault: true);
        Tally tally = new(run.Console);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        SubscriptionWatch subscriptions = new(socket);
        Task watching = type == SocketType.Pub ? subscriptions.WatchAsync(ending.Token) : Task.CompletedTask;
        try
        {
            TimeSpan? wait = _connection.Wait(run);
            if (wait is not { Ticks: 0 })
            {
                Task peer = type == SocketType.Pub ? subscriptions.WaitAsync(1) : socket.Peers.WaitAsync(1);
                string what = type == SocketType.Pub ? "a subscription" : "a peer";
                await Waiting.ForAsync(run.Console, peer, $"{what} ({socket.Description})", wait, run.Cancellation);
            }

            await SendAllAsync(run, recording, socket, tally);
            return ExitCode.Success;
        }
        finally
        {
            await ending.CancelAsync();
            await Waiting.QuietlyAsync(watching);
            tally.WriteSummary(sends: true, receives: false);
            if (type == SocketType.Pub)
            {
                socket.NoteDropped("--speed");
            }
        }
    }

    private async Task SendAllAsync(Invocation run, RecordingReader recording, ToolSocket socket, Tally tally)
    {
        ReplaySchedule schedule = new(run.Get(_speed));
        RecordedMessage? first = null;
        long begin = run.Console.Time.GetTimestamp();
        foreach (RecordedMessage message in recording.ReadAll())
        {
            first ??= message;
            TimeSpan left = schedule.DueAfter(first, message) - run.Console.Time.GetElapsedTime(begin);
            while (left > TimeSpan.Zero)
            {
                TimeSpan delay = left < LongestDelay ? left : LongestDelay;
                await Task.Delay(delay, run.Console.Time, run.Cancellation);
                left -= delay;
            }

            ReadOnlyMemory<byte>[] frames = [.. message.Frames.Select(static frame => (ReadOnlyMemory<byte>)frame)];
            await socket.SendAsync(frames, _connection.Timeout(run), run.Cancellation);
            tally.CountSent(frames);
        }
    }

    private int Show(Invocation run, RecordingReader recording)
    {
        run.Console.Note($"recorded by {recording.Header.Type} at {recording.Header.Endpoint}, {Times.Format(recording.Header.Started)}");
        MessageWriter writer = _output.Open(run);
        try
        {
            foreach (RecordedMessage message in recording.ReadAll())
            {
                run.Cancellation.ThrowIfCancellationRequested();
                writer.Write([.. message.Frames], recording.Header.Started + message.Offset);
            }
        }
        finally
        {
            writer.Flush();
        }

        return ExitCode.Success;
    }
}
