using System.Diagnostics;

namespace ZmqNative.Hosting.Tests;

/// <summary>A second process that answers, subscribes and prints its spans.</summary>
internal sealed class TracingProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private TracingProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static TracingProcess Start(string publisher) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ZmqNative.Hosting.Tests.TracePeer.dll"), publisher])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);

    /// <summary>Reads up to the line that begins with a word, and returns the rest of that line.</summary>
    public async Task<string> ReadAsync(string word, CancellationToken cancellationToken)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(word + " ", StringComparison.Ordinal))
            {
                return line[(word.Length + 1)..];
            }
        }

        throw new AssertionException($"The peer ended early: {await _errors}");
    }

    /// <summary>Closes its input, and waits for its end.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
