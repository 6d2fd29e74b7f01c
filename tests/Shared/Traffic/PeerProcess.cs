using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZmqNative.Tests.Traffic;

/// <summary>A peer in a process of its own, which is stopped, continued, killed and started again.</summary>
/// <param name="program">The path of ZmqNative.Soak.dll.</param>
/// <param name="role">The role of the peer: puller, server or broker.</param>
/// <param name="endpoint">The endpoint to connect to.</param>
/// <param name="ledger">Notes a process that ends by itself.</param>
/// <param name="handled">Called for each message that the peer has begun to handle: its number, and its number of deliveries.</param>
internal sealed partial class PeerProcess(string program, string role, string endpoint, Ledger ledger, Action<string, int> handled) : IAsyncDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private volatile bool _isKilled;

    /// <summary>The number of processes that were killed.</summary>
    public int Killed { get; private set; }

    /// <summary>The number of times that a process was stopped.</summary>
    public int Stopped { get; private set; }

    /// <summary>Starts a process.</summary>
    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(
            DotnetHost.Path, [program, "peer", role, endpoint])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _isKilled = false;
        _reading = ReadAsync(_process);
    }

    /// <summary>Stops the process (SIGSTOP): its connections stay, and it does nothing.</summary>
    public void Stop()
    {
        Stopped++;
        _ = Kill(_process!.Id, SigStop);
    }

    /// <summary>Continues the process (SIGCONT).</summary>
    public void Continue() => _ = Kill(_process!.Id, SigCont);

    /// <summary>Ends the process at once, as <c>kill -9</c> does. What it has printed is read to the end.</summary>
    public Task KillAsync()
    {
        Killed++;
        return EndAsync();
    }

    /// <summary>Stops the process for longer or shorter than the heartbeats, or kills and starts it, until the time is over.</summary>
    public async Task InjectAsync(Random random, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(random.Next(300, 2000), ended);
                if (random.Next(2) == 0 && !OperatingSystem.IsWindows())
                {
                    Stop();
                    await Task.Delay(random.Next(50, 1500), CancellationToken.None);
                    Continue();
                }
                else
                {
                    await KillAsync();
                    Start();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The round ends.
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task EndAsync()
    {
        if (_process is { } process)
        {
            _isKilled = true;
            process.Kill();
            await _reading;
            process.Dispose();
            _process = null;
        }
    }

    private async Task ReadAsync(Process process)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line of a process that was killed may be a part of one.
            if (line.Split(' ') is [var number, var count] && int.TryParse(count, CultureInfo.InvariantCulture, out int deliveries))
            {
                handled(number, deliveries);
            }
        }

        await process.WaitForExitAsync();
        if (!_isKilled)
        {
            ledger.Fail($"the {role} ended by itself with exit code {process.ExitCode}: {await errors}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Kill(int process, int signal);
}
