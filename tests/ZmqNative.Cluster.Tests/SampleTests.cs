using System.Diagnostics;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>Runs samples/Cluster as a reader would: three broker processes on a nats-server, of which one is killed, and a client in Python.</summary>
[NonParallelizable]
public sealed class SampleTests
{
    // Four processes start, and a lease ends.
    private static readonly TimeSpan Generous = TimeSpan.FromMinutes(5);

    [Test]
    public async Task All_orders_answer_again_after_one_of_three_brokers_was_killed()
    {
        if (!NatsServer.IsInstalled)
        {
            throw Requirement.NatsServer.Missing("no nats-server in the PATH; ZMQNATIVE_NATS_SERVER may name one");
        }

        _ = PythonInterpreter.With("zmq", Requirement.Pyzmq);
        using CancellationTokenSource limit = new(Generous);
        using Process sample = Process.Start(new ProcessStartInfo("dotnet", [FindSample()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            Task<string> errors = sample.StandardError.ReadToEndAsync(limit.Token);
            string output = await sample.StandardOutput.ReadToEndAsync(limit.Token);
            await sample.WaitForExitAsync(limit.Token);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(sample.ExitCode, Is.Zero, $"{output}{await errors}");
                Assert.That(output, Does.Contain("40 orders are filled").And.Contain("north: 3 brokers").And.Contain("south is killed").And.Contain("all 40 orders answer again"));
            }
        }
        finally
        {
            if (!sample.HasExited)
            {
                sample.Kill(entireProcessTree: true);
            }
        }
    }

    // Built beside the tests, in the same configuration.
    private static string FindSample()
    {
        const string Tests = "ZmqNative.Cluster.Tests";
        string folder = AppContext.BaseDirectory;
        int tests = folder.LastIndexOf(Path.Combine("tests", Tests), StringComparison.Ordinal);
        return Path.Combine(folder[..tests], "samples", "Cluster", folder[(tests + Path.Combine("tests", Tests).Length + 1)..], "ZmqNative.Samples.Cluster.dll");
    }
}
