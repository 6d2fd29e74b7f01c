using System.Diagnostics;
using System.Globalization;
using ZmqNative.Tests;

namespace ZmqNative.Cluster.Checker;

/// <summary>The process of the sender, which is started until it has sent everything.</summary>
internal sealed class SenderHandle(string url, string cluster, string store, DurableCheckOptions options) : IAsyncDisposable
{
    private Process? _process;
    private Task<string> _errors = Task.FromResult(string.Empty);

    /// <summary>Runs the process, again after each time that it was killed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Process process = _process = Process.Start(new ProcessStartInfo(
                DotnetHost.Path,
                [
                    typeof(SenderHandle).Assembly.Location, "sender", url, cluster, store,
                    options.Lease.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
                    options.Keys.ToString(CultureInfo.InvariantCulture),
                ])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            _errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if ((await output).Contains("sent", StringComparison.Ordinal))
            {
                return;
            }

            if (await _errors is { Length: > 0 } errors)
            {
                options.Log($"sender: {errors}");
            }
        }
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill()
    {
        try
        {
            _process?.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        return default;
    }
}
