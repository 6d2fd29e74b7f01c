using System.Diagnostics;
using System.Globalization;

namespace ZmqNative.Patterns.Tests.Faults;

/// <summary>A puller with acknowledged delivery in a process of its own, which a test may kill or stop.</summary>
internal sealed class PullerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;
    private readonly Lock _gate = new();
    private readonly List<(int Number, int Count)> _handled = [];

    private PullerProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>The messages that its handler has begun, with their numbers of deliveries.</summary>
    public List<(int Number, int Count)> Handled
    {
        get
        {
            lock (_gate)
            {
                return [.. _handled];
            }
        }
    }

    public static PullerProcess Start(string endpoint) => new(Process.Start(new ProcessStartInfo(
        DotnetHost.Path, [Path.Combine(AppContext.BaseDirectory, "ZmqNative.Patterns.Tests.Probe.dll"), "puller", endpoint])
    {
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!);

    /// <summary>Ends it at once, as <c>kill -9</c> does, and waits until all that it has printed is read.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _reading;
    }

    /// <summary>Stops or continues it.</summary>
    /// <param name="signal">STOP or CONT.</param>
    public async Task SignalAsync(string signal)
    {
        ProcessResult? result = await ChildProcess.TryRunAsync("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        Assert.That(result?.ExitCode, Is.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line of a process that was killed may be a part of one.
            if (line.Split(' ') is [var number, var count] && count.Length > 0)
            {
                lock (_gate)
                {
                    _handled.Add((int.Parse(number, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)));
                }
            }
        }
    }
}
