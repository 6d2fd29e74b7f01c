using System.Diagnostics;
using System.Text;

namespace ZmqNative.Samples.Gateway.Tests;

/// <summary>A peer in a separate process: a script of the guide, or a sample of this repository.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private PeerProcess(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        start.StandardOutputEncoding = Encoding.UTF8;
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Runs a script of the guide; it needs a Python with pyzmq.</summary>
    public static PeerProcess StartPython(string script, params string[] arguments) => new(new ProcessStartInfo(
        PythonInterpreter.With("zmq", Requirement.Pyzmq), [Path.Combine(AppContext.BaseDirectory, "guide", script), .. arguments]));

    /// <summary>Runs a sample of this repository, as it was built with the tests, in the same configuration.</summary>
    public static PeerProcess StartSample(string name, params string[] arguments)
    {
        string output = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "Gateway.Tests"), AppContext.BaseDirectory);
        string program = Path.Combine(Repository.Root, "samples", name, output, $"ZmqNative.Samples.{name}.dll");
        return new PeerProcess(new ProcessStartInfo("dotnet", [program, .. arguments]));
    }

    /// <summary>Returns the next line that it prints.</summary>
    public async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new AssertionException($"The peer ended early: {await _errors}");

    /// <summary>Reads up to the line that begins with a text, and returns the rest of that line.</summary>
    public async Task<string> ReadAsync(string beginning, CancellationToken cancellationToken)
    {
        while (true)
        {
            string line = await ReadAsync(cancellationToken);
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line[beginning.Length..].Trim();
            }
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    public Task<string> ErrorsAsync() => _errors;

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
