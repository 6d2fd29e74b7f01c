using System.ComponentModel;
using System.Diagnostics;

namespace ZmqNative.Actors.Tests;

/// <summary>The soak (<c>./build.sh soak</c>) for as long as a test has time for.</summary>
public sealed class SoakTests
{
    private const string Shell = "sh";
    private const string Minutes = "0.33";

    // Delays that vary, so that packets overtake each other, packets that are lost, sent twice, and changed, which TCP notices.
    private const string Netem = "ip link set lo up && tc qdisc add dev lo root netem delay 5ms 3ms loss 2% duplicate 1% corrupt 0.1%";

    private static readonly TimeSpan Generous = TimeSpan.FromMinutes(5);

    private string _output = null!;

    [SetUp]
    public void CreateOutput() => _output = Directory.CreateTempSubdirectory("zmqnative-soak").FullName;

    [TearDown]
    public void DeleteOutput() => Directory.Delete(_output, recursive: true);

    [Test]
    public async Task All_messages_and_resources_are_accounted_for_while_connections_break_and_processes_are_killed()
    {
        (int exitCode, string text) = await RunAsync(DotnetHost.Path, Arguments(seed: 1));
        Assert.That(exitCode, Is.Zero, text);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_output, "curves.svg"), CancellationToken.None), Does.Contain("descriptors"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_output, "report.md"), CancellationToken.None), Does.Contain("### broker, faultyrelay"));
    }

    [Test]
    public async Task All_messages_are_accounted_for_while_the_network_delays_and_loses_packets()
    {
        if (Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") != "1")
        {
            throw Requirement.Netem.Missing("only with --long");
        }

        (int exitCode, string text) = await RunAsync("unshare", ["--net", Shell, "-c", Netem]);
        if (exitCode != 0)
        {
            throw Requirement.Netem.Missing($"it is not permitted here: {text.Trim()}");
        }

        string soak = string.Join(' ', Arguments(seed: 2).Prepend(DotnetHost.Path).Select(static part => $"'{part}'"));
        (exitCode, text) = await RunAsync("unshare", ["--net", Shell, "-c", $"{Netem} && exec {soak}"]);
        Assert.That(exitCode, Is.Zero, text);
    }

    private string[] Arguments(int seed) =>
        [Path.Combine(AppContext.BaseDirectory, "ZmqNative.Soak.dll"), $"--minutes={Minutes}", $"--seed={seed}", $"--output={_output}"];

    private static async Task<(int ExitCode, string Text)> RunAsync(string program, string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception exception)
        {
            return (-1, exception.Message);
        }

        using (process)
        using (CancellationTokenSource limit = new(Generous))
        {
            try
            {
                Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
                string text = await process.StandardOutput.ReadToEndAsync(limit.Token);
                await process.WaitForExitAsync(limit.Token);
                return (process.ExitCode, text + await errors);
            }
            finally
            {
                // Does nothing to a process that has ended.
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
