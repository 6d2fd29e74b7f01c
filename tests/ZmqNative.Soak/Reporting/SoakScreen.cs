using Spectre.Console;

namespace ZmqNative.Soak;

/// <summary>The progress on the console: a table on a terminal, a line every few seconds and each new problem elsewhere.</summary>
internal sealed class SoakScreen(SoakOptions options, IReadOnlyList<SoakLoad> loads, ResourceSampler sampler)
{
    private const int LogWidth = 160;

    private static readonly TimeSpan TableInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Shows the progress until the end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected)
        {
            await AnsiConsole.Live(CreateTable()).StartAsync(async context =>
            {
                while (await WaitAsync(TableInterval, stop))
                {
                    context.UpdateTarget(CreateTable());
                }
            });
            return;
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, LogWidth);
        Dictionary<SoakLoad, int> told = loads.ToDictionary(static load => load, static _ => 0);
        do
        {
            Console.WriteLine(DescribeResources());
            foreach (SoakLoad load in loads)
            {
                IReadOnlyList<string> problems = load.Ledger.Problems;
                foreach (string problem in problems.Skip(told[load]))
                {
                    Console.WriteLine($"PROBLEM {load.Name}: {problem}");
                }

                told[load] = problems.Count;
            }
        }
        while (await WaitAsync(LineInterval, stop));
    }

    private static async Task<bool> WaitAsync(TimeSpan interval, CancellationToken stop)
    {
        try
        {
            await Task.Delay(interval, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private Table CreateTable()
    {
        Table table = new Table().Caption(Markup.Escape(DescribeResources()));
        _ = table.AddColumn("load").AddColumn("rounds").AddColumn("sent").AddColumn("received").AddColumn("connections ended").AddColumn("problems");
        foreach (SoakLoad load in loads)
        {
            _ = table.AddRow(
                Markup.Escape(load.Name),
                $"{load.Rounds:N0}",
                $"{load.Ledger["sent"]:N0}",
                $"{load.Ledger["received"]:N0}",
                $"{load.Ledger["connections that ended"]:N0}",
                load.Ledger.Problems.Count == 0 ? "0" : $"[red]{load.Ledger.Problems.Count}[/]");
        }

        return table;
    }

    private string DescribeResources()
    {
        if (sampler.Samples is not [.., var last])
        {
            return "starting";
        }

        return $"{last.Seconds,5:N0} of {options.Time.TotalSeconds:N0} s: {loads.Sum(static l => l.Rounds):N0} rounds, {loads.Sum(static l => l.Ledger["sent"]):N0} sent, "
            + $"{loads.Sum(static l => l.Ledger["received"]):N0} received, {loads.Sum(static l => l.Ledger["connections that ended"]):N0} connections ended, "
            + $"{last.ManagedMebibytes:N0} + {last.NativeMebibytes:N0} MiB, {last.Descriptors} descriptors, {last.Threads} + {last.PoolThreads} threads, "
            + $"{loads.Sum(static l => l.Ledger.Problems.Count)} problems";
    }
}
