using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace ZmqNative.Packages.Tests;

/// <summary>A program that runs while a test talks to it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _output = [];
    private readonly Task _reading;

    private RunningProgram(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    private string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts a program.</summary>
    public static RunningProgram Start(string folder, string program, params string[] arguments) =>
        new(Command.Start(folder, program, arguments));

    /// <summary>Waits for a line, and returns the group <c>value</c> of the pattern in it.</summary>
    public async Task<string> WaitForAsync(string pattern)
    {
        using CancellationTokenSource limit = new(Patience);
        try
        {
            while (true)
            {
                string line = await _lines.Reader.ReadAsync(limit.Token);
                if (Regex.Match(line, pattern, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } found)
                {
                    return found.Groups["value"].Value;
                }
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or ChannelClosedException)
        {
            throw new AssertionException($"no line {pattern}:\n{Output}", failure);
        }
    }

    /// <summary>Asks it to end, as a service manager does, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            // There is no such signal between consoles.
            _process.Kill();
            await WaitForEndAsync();
            return 0;
        }

        (int code, string output) = await Command.RunAsync(Path.GetTempPath(), "kill", "-TERM", $"{_process.Id}");
        Assert.That(code, Is.Zero, output);
        return await WaitForEndAsync();
    }

    /// <summary>Waits for its end, and returns its exit code.</summary>
    public async Task<int> WaitForEndAsync()
    {
        using CancellationTokenSource limit = new(Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException failure)
        {
            throw new AssertionException($"it does not end:\n{Output}", failure);
        }

        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
        _lines.Writer.Complete();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_output)
            {
                _output.Add(line);
            }

            _ = _lines.Writer.TryWrite(line);
        }
    }
}
