using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ZmqNative.Tests.Faults;

namespace ZmqNative.Cluster.Checker;

/// <summary>A broker process of the check, and its connection to the engine.</summary>
internal sealed partial class BrokerHandle(string name, string natsEndpoint, string cluster, string store, TimeSpan lease) : IAsyncDisposable
{
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly FaultyRelay _relay = FaultyRelay.To(natsEndpoint);
    private Process? _process;
    private Task<string> _output = Task.FromResult(string.Empty);

    public string Name => name;

    /// <summary>Whether a fault is in progress.</summary>
    public bool IsBusy { get; set; }

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath! : "dotnet",
        [
            typeof(BrokerHandle).Assembly.Location, "broker", name, _relay.Endpoint.Replace("tcp://", "nats://", StringComparison.Ordinal), cluster, store,
            lease.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
        ])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _output = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Ends the process at once, and starts it again after a time.</summary>
    public async Task RestartAsync(TimeSpan pause)
    {
        await KillAsync();
        await Task.Delay(pause);
        Start();
    }

    /// <summary>Stops the process for a time (SIGSTOP, SIGCONT).</summary>
    public async Task SuspendAsync(TimeSpan time)
    {
        _ = Kill(_process!.Id, SigStop);
        await Task.Delay(time);
        _ = Kill(_process.Id, SigCont);
    }

    /// <summary>Cuts the connection to the engine for a time: what is sent is lost, or is delayed.</summary>
    public async Task CutAsync(TimeSpan time, bool silently)
    {
        if (silently)
        {
            _relay.Pause();
            await Task.Delay(time);
            _relay.Resume();
            return;
        }

        _relay.Refuse();
        _relay.Reset();
        await Task.Delay(time);
        _relay.Allow();
    }

    /// <summary>Lets the process leave the cluster and end.</summary>
    /// <returns>What it has written as errors.</returns>
    public async Task<string> EndAsync(CancellationToken cancellationToken)
    {
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        return await _output;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _relay.DisposeAsync();
    }

    private async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Kill(int process, int signal);
}
