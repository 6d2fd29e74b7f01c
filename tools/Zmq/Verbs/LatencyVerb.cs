using System.CommandLine;
using ZmqNative;
using ZmqTool.Bench;
using ZmqTool.Endpoints;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary><c>zmq latency</c>.</summary>
internal sealed class LatencyVerb : Verb
{
    private static readonly (string Name, double Percentile)[] Percentiles =
        [("p50-us", 50), ("p90-us", 90), ("p99-us", 99), ("p99.9-us", 99.9), ("p99.99-us", 99.99)];

    private readonly Argument<string?> _endpoint = new("ENDPOINT")
    {
        Description = "A REP or ROUTER server that echoes, such as 'zmq rep ENDPOINT --echo'; without one this process has the server, over tcp",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<long> _count = new("-n", "--count")
    {
        Description = "The number of round trips; default 10,000",
        HelpName = "COUNT",
        DefaultValueFactory = static _ => 10_000,
    };

    private readonly Option<int> _warmUp = new("--warm-up")
    {
        Description = "Round trips before them, which are not measured; default 1,000",
        HelpName = "COUNT",
        DefaultValueFactory = static _ => 1000,
    };

    private readonly Option<int> _size = new("--size")
    {
        Description = "The bytes of a request; default 64",
        HelpName = "BYTES",
        DefaultValueFactory = static _ => 64,
    };

    private readonly Option<TimeSpan?> _timeout = Durations.Option("--timeout", "The longest wait for a reply; default 5 s");
    private readonly Option<bool> _histogram = new("--histogram") { Description = "All percentiles, in the format of HdrHistogram, which its plotter reads" };
    private readonly BenchOutput _output;

    public LatencyVerb()
        : base(
            "latency",
            "Measures the round trips of requests, one after the other: percentiles in microseconds.",
            "zmq latency",
            "zmq latency tcp://server:5560 -n 100000 --histogram",
            "zmq latency tcp://server:5560 --json")
    {
        Arguments.Add(_endpoint);
        foreach (Option option in (Option[])[_count, _warmUp, _size, _timeout, _histogram])
        {
            Options.Add(option);
        }

        _output = new BenchOutput(this);
    }

    public override Task<int> RunAsync(Invocation run)
    {
        if (run.Get(_count) < 1 || run.Get(_warmUp) < 0 || run.Get(_size) < 0)
        {
            throw ToolException.Usage("-n is 1 or more; --warm-up and --size are 0 or more.");
        }

        if (run.Get(_histogram) && !_output.IsText(run))
        {
            throw ToolException.Usage("--histogram has a format of its own: leave out --json and --csv.");
        }

        string? given = run.Get(_endpoint) ?? run.Settings.Endpoint;
        if (given is not null && Endpoint.ParseAll(given, bindByDefault: false) is not [{ Binds: false }])
        {
            throw ToolException.Usage($"'{given}': latency connects to one server.");
        }

        using EchoServer? server = given is null ? new EchoServer("tcp://127.0.0.1:*") : null;
        using Context context = new();
        using Socket client = context.CreateSocket(SocketType.Req);
        string endpoint = given?.TrimStart('>') ?? server!.Endpoint;
        client.IPv6 = endpoint.Contains('[', StringComparison.Ordinal);
        client.Connect(endpoint);
        RoundTrips trips = new();
        trips.Measure(client, run.Get(_count), run.Get(_warmUp), run.Get(_size), run.Get(_timeout) ?? TimeSpan.FromSeconds(5), run.Cancellation);
        Write(run, endpoint, trips);
        return Task.FromResult(run.Cancellation.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success);
    }

    private void Write(Invocation run, string endpoint, RoundTrips trips)
    {
        if (trips.Times.TotalCount == 0)
        {
            run.Console.Note("no round trip was measured");
            return;
        }

        if (run.Get(_histogram))
        {
            using StringWriter text = new() { NewLine = "\n" };
            HdrHistogram.HistogramExtensions.OutputPercentileDistribution(trips.Times, text, outputValueUnitScalingRatio: 1000);
            run.Console.Write(text.ToString());
            return;
        }

        Report report = new();
        report.Add("endpoint", endpoint);
        report.Add("round-trips", trips.Times.TotalCount);
        report.Add("size", run.Get(_size));
        report.Add("min-us", Microseconds(trips.Times.GetValueAtPercentile(0)));
        foreach ((string name, double percentile) in Percentiles)
        {
            report.Add(name, Microseconds(trips.Times.GetValueAtPercentile(percentile)));
        }

        report.Add("max-us", Microseconds(trips.Times.GetValueAtPercentile(100)));
        _output.Write(run, report);
    }

    private static double Microseconds(long nanoseconds) => Math.Round(nanoseconds / 1000d, 1);
}
