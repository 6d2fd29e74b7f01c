using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ZmqNative.Perf;

/// <summary>Runs the C side of a scenario in separate processes, and reads its output.</summary>
internal static partial class NativeTools
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static readonly string Folder = FindFolder();

    public static async Task<Sample> MeasureAsync(Scenario scenario, int count)
    {
        Usage before = ResourceUsage.OfEndedChildren();
        string text = scenario.TwoProcesses ? await RunTwoAsync(scenario, count) : await RunOneAsync(scenario, count);
        Usage usage = ResourceUsage.OfEndedChildren() - before;
        return Read(scenario, text) with { Usage = usage };
    }

    private static Task<string> RunOneAsync(Scenario scenario, int count)
    {
        string[] numbers = [Text(scenario.Size), Text(count)];
        string endpoint = Endpoints.Wildcard(scenario.Transport);
        return scenario.Name switch
        {
            "throughput" => RunAsync("inproc_thr", numbers, pinned: scenario.Pinned),
            "latency" => RunAsync("inproc_lat", numbers, pinned: scenario.Pinned),
            "percentiles" => RunAsync("latency", [endpoint, .. numbers], pinned: scenario.Pinned),
            "large" => RunAsync("large", [endpoint, .. numbers, scenario.Load == "large/read" ? "all" : "ends"], pinned: scenario.Pinned),
            "broker-remote-ask" => RunAsync("request_reply", [endpoint, .. numbers, Text(scenario.Width)]),
            "request-reply" => RunAsync("request_reply", [endpoint, .. numbers, Text(scenario.Width), Text(scenario.Clients)]),
            _ => RunAsync(scenario.Name.Replace('-', '_'), [endpoint, .. numbers, Text(scenario.Width)]),
        };
    }

    private static async Task<string> RunTwoAsync(Scenario scenario, int count)
    {
        string kind = scenario.Name == "latency" ? "lat" : "thr";
        string[] args = [Endpoints.Free(scenario.Transport), Text(scenario.Size), Text(count)];
        if (scenario is { Transport: "ipc", Name: "throughput" })
        {
            // libzmq's own pair loses messages here; see transfer.c.
            Task<string> receiver = RunAsync("transfer", ["local", .. args]);
            Task<string> sender = RunAsync("transfer", ["remote", .. args], mayEnd: receiver);
            return await receiver + await sender;
        }

        Task<string> local = RunAsync($"local_{kind}", args);
        Task<string> remote = RunAsync($"remote_{kind}", args);
        return await local + await remote;
    }

    private static async Task<string> RunAsync(string tool, string[] args, bool pinned = false, Task? mayEnd = null)
    {
        string path = Path.Combine(Folder, OperatingSystem.IsWindows() ? tool + ".exe" : tool);
        using Process process = Process.Start(new ProcessStartInfo(path, args)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = mayEnd is not null,
        })!;
        _ = mayEnd?.ContinueWith(_ => process.StandardInput.Close(), TaskScheduler.Default);
        if (pinned)
        {
            await Cores.PinEndsAsync(process);
        }

        using CancellationTokenSource time = new(Timeout);
        try
        {
            string text = await process.StandardOutput.ReadToEndAsync(time.Token);
            await process.WaitForExitAsync(time.Token);
            return process.ExitCode == 0
                ? text
                : throw new InvalidOperationException($"{tool} {string.Join(' ', args)} ended with {process.ExitCode}.");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static Sample Read(Scenario scenario, string text)
    {
        if (scenario.Name == "percentiles")
        {
            double[] percentiles = [.. PercentilePattern().Matches(text).Select(static m => Number(m))];
            return new Sample(percentiles[Array.IndexOf(Statistics.Percentiles, 50)], default, percentiles);
        }

        Match value = ValuePattern().Match(text);
        return value.Success
            ? new Sample(Number(value), default, [])
            : throw new InvalidOperationException($"The C program printed no result: {text}");
    }

    private static double Number(Match match) => double.Parse(match.Groups["value"].ValueSpan, CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // From the program's folder upwards: bench/ZmqNative.Perf/bin/... is in the repository with native/.
    private static string FindFolder()
    {
        string os = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal) ? "linux-musl" : "linux";
        string rid = $"{os}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string tools = Path.Combine(folder.FullName, "native", "tools", rid);
            if (Directory.Exists(tools))
            {
                return tools;
            }
        }

        throw new DirectoryNotFoundException($"There is no native/tools/{rid} above {AppContext.BaseDirectory}. ./build.sh native makes it.");
    }

    [GeneratedRegex(@"(?:mean throughput|average latency|rate): (?<value>[0-9.]+) \[(?:msg/s|us)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ValuePattern();

    [GeneratedRegex(@"p[0-9.]+: (?<value>[0-9.]+) \[us\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PercentilePattern();
}
