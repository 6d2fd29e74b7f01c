using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using ZmqTool.Output;
using ZmqTool.Top;

namespace ZmqTool.Verbs;

/// <summary><c>zmq top</c>.</summary>
internal sealed class TopVerb : Verb
{
    private readonly Argument<string> _target = new("PID|URL")
    {
        Description = "The id of a .NET process of this user on this machine, or the address of its Prometheus endpoint",
    };

    private readonly Option<TimeSpan?> _interval = Durations.Option("--interval", "The time between two readings, 1 s or more; default 1 s");
    private readonly Option<long?> _count = new("-n", "--count") { Description = "Ends after so many readings; default: Ctrl-C ends", HelpName = "COUNT" };
    private readonly Option<string> _meter = new("--meter")
    {
        Description = "With a process id: the names of the meters, with commas between them",
        HelpName = "NAMES",
        DefaultValueFactory = static _ => "ZmqNative",
    };

    private readonly Option<bool> _json = new("--json") { Description = "A JSON object for each instrument, a line each" };

    private bool _hasWarned;

    public TopVerb()
        : base(
            "top",
            "Shows rates, latencies, queues and connections of a running process that uses ZmqNative: live on a terminal, else a line for each instrument.",
            "zmq top 4711                                          # by EventPipe: the process needs nothing for it",
            "zmq top http://localhost:8000/metrics",
            "zmq top 4711 -n 1 --json")
    {
        Arguments.Add(_target);
        Options.Add(_interval);
        Options.Add(_count);
        Options.Add(_meter);
        Options.Add(_json);
    }

    public override async Task<int> RunAsync(Invocation run)
    {
        string target = run.Get(_target)!;
        TimeSpan interval = run.Get(_interval) ?? TimeSpan.FromSeconds(1);
        if (interval < TimeSpan.FromSeconds(1))
        {
            throw ToolException.Usage("--interval is 1 s or more.");
        }

        if (run.Get(_count) is <= 0)
        {
            throw ToolException.Usage("-n is a number of readings, 1 or more.");
        }

        ITopSource source = Open(run, target, interval);
        run.Console.Note($"reading {target} every {interval.TotalSeconds:0.###} s");
        long count = 0;
        try
        {
            IAsyncEnumerable<TopSnapshot> snapshots = source.ReadAsync(run.Cancellation);
            long limit = run.Get(_count) ?? long.MaxValue;
            if (run.Console.OutputIsTerminal && !run.Get(_json))
            {
                Table first = TopTable.Create(new TopSnapshot(run.Console.Time.GetUtcNow(), []), target);
                await AnsiConsole.Live(first).StartAsync(live => ReadAsync(
                    run, snapshots, snapshot => live.UpdateTarget(TopTable.Create(snapshot, target)), () => ++count >= limit));
            }
            else
            {
                await ReadAsync(run, snapshots, snapshot => Write(run, snapshot), () => ++count >= limit);
            }

            return count >= limit ? ExitCode.Success : throw ToolException.Failure($"{target} has ended.");
        }
        finally
        {
            run.Console.Note($"{count:N0} {(count == 1 ? "reading" : "readings")}");
        }
    }

    private async Task ReadAsync(Invocation run, IAsyncEnumerable<TopSnapshot> snapshots, Action<TopSnapshot> show, Func<bool> isLast)
    {
        await foreach (TopSnapshot snapshot in snapshots)
        {
            show(snapshot);
            if (CountRows(run, snapshot) && isLast())
            {
                return;
            }
        }
    }

    private void Write(Invocation run, TopSnapshot snapshot) => run.Console.Write(
        string.Concat(snapshot.Rows.Select(row => run.Get(_json) ? ToJson(snapshot, row) : ToText(snapshot, row))));

    // A reading without instruments does not count: the process may not have used the library yet.
    private bool CountRows(Invocation run, TopSnapshot snapshot)
    {
        if (snapshot.Rows.Count == 0 && !_hasWarned)
        {
            _hasWarned = true;
            run.Console.Note($"the process has no instruments of the meter {run.Get(_meter)} yet");
        }

        return snapshot.Rows.Count > 0;
    }

    private ITopSource Open(Invocation run, string target, TimeSpan interval) =>
        int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? new EventPipeSource(id, run.Get(_meter)!, interval, run.Console.Time)
            : Uri.TryCreate(target, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
                ? new PrometheusSource(address, interval, run.Console.Time)
                : throw ToolException.Usage(
                    $"'{target}' is neither the id of a process nor the address of a Prometheus endpoint, such as http://localhost:8000/metrics.");

    private static string ToText(TopSnapshot snapshot, TopRow row)
    {
        string tags = row.Tags.Length > 0 ? $"{{{row.Tags}}}" : string.Empty;
        List<string> numbers = [];
        Add(numbers, "rate", row.Rate);
        Add(numbers, "value", row.Value);
        Add(numbers, "median", row.Median);
        Add(numbers, "p99", row.P99);
        return $"{Times.Format(snapshot.Time)} {row.Name}{tags} {string.Join(' ', numbers)}\n";
    }

    private static void Add(List<string> numbers, string name, double? value)
    {
        if (value is { } number)
        {
            numbers.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={number:0.######}"));
        }
    }

    private static string ToJson(TopSnapshot snapshot, TopRow row)
    {
        Report report = new();
        report.Add("time", Times.Format(snapshot.Time));
        report.Add("name", row.Name);
        report.Add("tags", row.Tags);
        report.Add("unit", row.Unit);
        foreach ((string name, double? value) in (ReadOnlySpan<(string, double?)>)[("rate", row.Rate), ("value", row.Value), ("median", row.Median), ("p99", row.P99)])
        {
            if (value is { } number)
            {
                report.Add(name, number);
            }
        }

        return report.ToJson();
    }
}
