using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ZmqNative.Patterns.Tests.Interop;

/// <summary>A Python process at the other end.</summary>
internal sealed class PythonPeer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PythonPeer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts one end; it needs a Python with pyzmq.</summary>
    public static PythonPeer Start(string role, int port, int count)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "interop", "driver.py");
        return Run(script, role, port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Starts the text of a page, and a text of the test behind it.</summary>
    public static PythonPeer StartScript(string page, string test) => Run("-c", $"{page}\n{test}");

    /// <summary>Ends the process at once.</summary>
    public void Kill() => _process.Kill();

    /// <summary>The next line, as JSON.</summary>
    public async Task<JsonElement> ReadAsync(CancellationToken cancellationToken)
    {
        string? line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        return line is null
            ? throw new AssertionException($"Python ended early: {await _errors}")
            : JsonDocument.Parse(line).RootElement;
    }

    /// <summary>The endpoint of an end that binds.</summary>
    public async Task<string> ReadEndpointAsync(CancellationToken cancellationToken) =>
        $"tcp://127.0.0.1:{(await ReadAsync(cancellationToken)).GetInt32()}";

    /// <summary>Sends the line that starts the exchange.</summary>
    public async Task GoAsync()
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static PythonPeer Run(params string[] arguments)
    {
        ProcessStartInfo start = new(PythonInterpreter.With("zmq.asyncio", Requirement.Pyzmq), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        return new PythonPeer(Process.Start(start)!);
    }
}
