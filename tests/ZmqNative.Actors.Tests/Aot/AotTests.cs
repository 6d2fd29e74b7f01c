using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZmqNative.Actors.Tests;

/// <summary>Publishes a program that uses the broker with NativeAOT, without a warning, and runs it. Takes a minute or two.</summary>
[NonParallelizable]
public sealed class AotTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly string[] Expected =
    [
        "local Sum { Key = a, Value = 42 }", "restarted Sum { Key = a, Value = 0 }", "remote Sum { Key = b, Value = 7 }", "frame raw",
        "stream 1", "stream 2", "stream 3",
        "typed Sum { Key = hello you 2, Value = 3 }", "typed 1", "typed 2", "typed Sum { Key = hello you 2, Value = 3 }", "typed 1", "typed 2", "no code",
        "topic news/1", "event published", "pool 2", "missing tcp://*/unknown", "fine",
    ];

    [Test]
    public async Task A_program_with_a_broker_works_under_NativeAOT()
    {
        if (Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") != "1" && !Requirement.NativeAot.IsMandatory)
        {
            throw Requirement.NativeAot.Missing("it compiles for a minute or two, so it runs in CI and with --long");
        }

        string output = Path.Combine(Path.GetTempPath(), $"zmqnative-aot-{Environment.ProcessId}");
        try
        {
            string project = Path.Combine(FindRoot(), "tests", "ZmqNative.Actors.Tests.AotProbe");
            (int code, string text) = await RunAsync(
                "dotnet", "publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-p:ProbeAot=true", "-o", output, "--nologo", "-v", "q");
            Assert.That(code, Is.Zero, text);
            (code, text) = await RunAsync(Path.Combine(output, "ZmqNative.Actors.Tests.AotProbe"));
            Assert.That(code, Is.Zero, text);
            string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.That(lines.Select(static line => line.StartsWith("missing tcp://", StringComparison.Ordinal) ? "missing tcp://*/unknown" : line), Is.EqualTo(Expected));
        }
        finally
        {
            if (Directory.Exists(output))
            {
                Directory.Delete(output, recursive: true);
            }
        }
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ZmqNative.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The sources are not there.");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using CancellationTokenSource limit = new(Patience);
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
