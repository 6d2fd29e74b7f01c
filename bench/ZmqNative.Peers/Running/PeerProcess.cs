using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace ZmqNative.Peers;

/// <summary>A worker process, from the side of the harness. One that hangs is ended, and has failed in that row.</summary>
internal sealed class PeerProcess(string name) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private Process? _process;

    public string Name => name;

    public string Version { get; private set; } = string.Empty;

    public async Task ReadVersionAsync() => Version = (await AskAsync("run version inproc 1 1 0")).Split(' ', 2)[1];

    /// <summary>Runs a round and returns value, bytes and CPU time per operation, or null with the reason in the text.</summary>
    public async Task<(double[]? Numbers, string Text)> MeasureAsync(Row row)
    {
        string answer = await AskAsync(string.Create(
            CultureInfo.InvariantCulture, $"run {row.Load} {row.Transport} {row.Size} {row.Count} {row.InFlight}"));
        string[] words = answer.Split(' ');
        return words[0] == "result"
            ? ([.. words.Skip(1).Select(static w => double.Parse(w, CultureInfo.InvariantCulture))], string.Empty)
            : (null, answer);
    }

    public void Dispose() => End();

    private async Task<string> AskAsync(string line)
    {
        _process ??= Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", Assembly.GetExecutingAssembly().Location, "worker", name },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,

            // The cost of collections is part of spawning actors, so the default collector is used.
            Environment = { ["DOTNET_gcConcurrent"] = ActorPeer.Names.Contains(name, StringComparer.Ordinal) ? "1" : "0" },
        })!;
        using CancellationTokenSource time = new(Timeout);
        try
        {
            // A read of a pipe that has begun is not always cancelled; waiting for it is.
            await _process.StandardInput.WriteLineAsync(line);
            return await _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(time.Token) ?? Failed("failed the process ended");
        }
        catch (OperationCanceledException)
        {
            return Failed($"failed no end within {Timeout.TotalSeconds:N0} s");
        }
    }

    private string Failed(string text)
    {
        End();
        return text;
    }

    private void End()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.Dispose();
            _process = null;
        }
    }
}
