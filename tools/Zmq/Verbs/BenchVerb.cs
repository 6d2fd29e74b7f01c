using System.CommandLine;
using ZmqTool.Bench;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary><c>zmq bench</c>.</summary>
internal sealed class BenchVerb : Verb
{
    private readonly Argument<string> _endpoint = new("ENDPOINT")
    {
        Description = "The endpoint over which messages are sent: tcp://, ipc:// or inproc://",
        DefaultValueFactory = static _ => "tcp://127.0.0.1:*",
    };

    private readonly Option<string> _pattern = new("--pattern")
    {
        Description = "push (PUSH to PULL) or pub (PUB to SUB)",
        HelpName = "PATTERN",
        DefaultValueFactory = static _ => "push",
    };

    private readonly Option<long> _count = new("-n", "--count")
    {
        Description = "The number of messages; default 1,000,000",
        HelpName = "COUNT",
        DefaultValueFactory = static _ => 1_000_000,
    };

    private readonly Option<int> _size = new("--size")
    {
        Description = "The bytes of a message; default 64",
        HelpName = "BYTES",
        DefaultValueFactory = static _ => 64,
    };

    private readonly BenchOutput _output;

    public BenchVerb()
        : base(
            "bench",
            "Measures how many messages per second pass between two sockets of this process, each on a thread of its own.",
            "zmq bench",
            "zmq bench ipc:///tmp/bench --size 1024 --json",
            "zmq bench inproc://bench -n 5000000 --csv")
    {
        Arguments.Add(_endpoint);
        Options.Add(_pattern.AcceptOnlyFromAmong("push", "pub"));
        Options.Add(_count);
        Options.Add(_size);
        _output = new BenchOutput(this);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        if (run.Get(_count) < 1 || run.Get(_size) < 0)
        {
            throw ToolException.Usage("-n is 1 or more, --size is 0 or more.");
        }

        Throughput throughput = new(run.Get(_endpoint)!, run.Get(_pattern) == "pub", run.Get(_count), run.Get(_size));
        TimeSpan time;
        try
        {
            time = await throughput.MeasureAsync(run.Cancellation);
        }
        catch (OperationCanceledException)
        {
            run.Console.Note($"{throughput.Received:N0} of {run.Get(_count):N0} messages had arrived");
            throw;
        }

        double rate = run.Get(_count) / time.TotalSeconds;
        Report report = new();
        report.Add("endpoint", run.Get(_endpoint)!);
        report.Add("pattern", run.Get(_pattern)!);
        report.Add("messages", throughput.Received);
        report.Add("size", run.Get(_size));
        report.Add("seconds", Math.Round(time.TotalSeconds, 3));
        report.Add("messages-per-s", Math.Round(rate));
        report.Add("megabytes-per-s", Math.Round(rate * run.Get(_size) / 1e6, 1));
        _output.Write(run, report);
        return ExitCode.Success;
    }
}
