using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tour.Tests;

/// <summary>The tour in a separate process, as a script would start it.</summary>
internal sealed partial class TourProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<int> _farProcess = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstStep = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TourProgram(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Tour.exe" : "Tour");
        ProcessStartInfo info = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The program's launcher looks for a runtime in the default folders; this one may be in another folder.
        info.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _ = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>The id of the second process, after the tour has printed it.</summary>
    public Task<int> FarProcessId => _farProcess.Task;

    /// <summary>Completes when the first transport of the first pattern is done.</summary>
    public Task FirstStep => _firstStep.Task;

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public async Task<int> ExitCodeAsync(TimeSpan timeout)
    {
        using CancellationTokenSource limit = new(timeout);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"and (?<id>[0-9]+) \(the far side", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FarProcessLine();

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _ = _output.AppendLine(line);
        }

        if (FarProcessLine().Match(line) is { Success: true } match)
        {
            _ = _farProcess.TrySetResult(int.Parse(match.Groups["id"].ValueSpan, CultureInfo.InvariantCulture));
        }

        if (line.TrimStart().StartsWith("inproc", StringComparison.Ordinal))
        {
            _ = _firstStep.TrySetResult();
        }
    }
}
