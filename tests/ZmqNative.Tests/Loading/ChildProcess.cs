using System.ComponentModel;
using System.Diagnostics;

namespace ZmqNative.Tests;

/// <summary>The result of a process: exit code and output.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>Runs a program to its end, for a bounded time.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs a program, or returns null if it is not installed.</summary>
    public static async Task<ProcessResult?> TryRunAsync(
        string program, IEnumerable<string> arguments, IEnumerable<(string Name, string? Value)>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        using (CancellationTokenSource limit = new(Patience))
        {
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
                string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return new ProcessResult(process.ExitCode, output, await errors);
            }
            finally
            {
                // Does nothing to a process that has ended.
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
