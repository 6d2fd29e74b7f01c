using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace ZmqNative.Perf;

/// <summary>A worker process, from the side of the harness. It runs for all rounds of a scenario, so that it warms up once.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;

    public WorkerProcess(Role role, Scenario scenario)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList =
            {
                "exec", Assembly.GetExecutingAssembly().Location, "worker", role.ToString(), scenario.Load,
                scenario.Size.ToString(CultureInfo.InvariantCulture), scenario.Width.ToString(CultureInfo.InvariantCulture),
                scenario.Pinned ? WorkerHost.Pinned : WorkerHost.Free,
            },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
    }

    public Task StartRoundAsync(int count, string endpoint) =>
        _process.StandardInput.WriteLineAsync($"run {count.ToString(CultureInfo.InvariantCulture)} {endpoint}");

    /// <summary>Tells the end that connects that the other one has received everything.</summary>
    public Task ReleaseAsync() => _process.StandardInput.WriteLineAsync("release");

    public async Task<string> ReadBoundAsync(CancellationToken cancellationToken) =>
        (await ReadAsync("bound", cancellationToken))[1];

    public async Task<Sample> ReadResultAsync(CancellationToken cancellationToken)
    {
        double[] numbers =
        [
            .. (await ReadAsync("result", cancellationToken)).Skip(1).Select(static n => double.Parse(n, CultureInfo.InvariantCulture)),
        ];
        return new Sample(numbers[0], new Usage(numbers[1], numbers[2], numbers[3], numbers[4]), numbers[5..]);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using CancellationTokenSource time = new(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(time.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task<string[]> ReadAsync(string expected, CancellationToken cancellationToken)
    {
        // A read of a pipe that has begun is not always cancelled; waiting for it is.
        string? line = await _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
        return line is not null && line.StartsWith(expected, StringComparison.Ordinal)
            ? line.Split(' ')
            : throw new InvalidOperationException($"The worker said '{line}' instead of '{expected}'.");
    }
}
