using System.Text.RegularExpressions;

namespace ZmqTool.Tests.Monitoring;

/// <summary>Events of connections.</summary>
[TestFixture]
public sealed class MonitorTests
{
    private const string Any = "tcp://127.0.0.1:*";

    [Test]
    public async Task A_connection_is_followed_to_its_end()
    {
        await using ToolRun run = new("monitor", Any, "--type", "pull");
        string endpoint = await run.EndpointAsync();
        using (PythonPeer peer = new("push", "connect", endpoint))
        {
            await LineAsync(run, "handshake-succeeded");
        }

        await LineAsync(run, "disconnected");
        run.Interrupt();
        ToolResult result = await run.EndAsync();
        Assert.That(result.ExitCode, Is.EqualTo(130));
        string[] events = [.. result.Output.TrimEnd('\n').Split('\n').Select(static line => line.Split(' ')[1])];
        Assert.That(events[..4], Is.EqualTo(new[] { "listening", "accepted", "handshake-succeeded", "disconnected" }), result.Output);
        Assert.That(result.Errors, Does.Match(@"\n\d+ events\ninterrupted\n$"));
    }

    [Test]
    public async Task Retries_are_shown_in_json()
    {
        ToolResult result = await ToolRun.ToEndAsync("monitor", "tcp://127.0.0.1:9", "--json", "-n", "3");
        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Output, Does.Match("""\{"time":"[^"]+","event":"retrying","endpoint":"tcp://127\.0\.0\.1:9",.*"detail":"in \d+ ms"\}\n"""));
    }

    [Test]
    public async Task An_address_of_ipv6_can_be_monitored()
    {
        ToolResult result = await ToolRun.ToEndAsync("monitor", "tcp://[::1]:9", "-n", "1");
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.Contain("tcp://[::1]:9"));
    }

    [Test]
    public async Task A_wrong_mechanism_is_named()
    {
        using PythonPeer peer = new("rep", "bind", Any, "plain-server", "admin", "secret");
        await using ToolRun run = new("monitor", peer.Endpoint, "--type", "req");
        await LineAsync(run, "handshake-failed");
        run.Interrupt();

        // The side that has read the greeting of the other one first ends the connection.
        Assert.That((await run.EndAsync()).Output, Does.Contain("another mechanism, socket type or key").Or.Contains("different security mechanisms"));
    }

    // The time stands in front: the century is enough of it.
    private static async Task LineAsync(ToolRun run, string kind)
    {
        await run.LineAsync(line => Regex.IsMatch(line, $"^20[^ ]+Z {kind} ", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }
}
