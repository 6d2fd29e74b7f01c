using System.Globalization;

namespace ZmqTool.Tests.Measuring;

/// <summary>Measurements: that they measure what they say, not what they find.</summary>
[TestFixture]
public sealed class BenchTests
{
    [TestCase("push", "tcp://127.0.0.1:*")]
    [TestCase("pub", "tcp://127.0.0.1:*")]
    [TestCase("push", "inproc://zmq-tool-bench")]
    public async Task All_messages_arrive(string pattern, string endpoint)
    {
        ToolResult result = await ToolRun.ToEndAsync("bench", endpoint, "--pattern", pattern, "-n", "20000", "--size", "10", "--csv");
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        string[] lines = result.Output.Split('\n');
        Assert.That(lines[0], Is.EqualTo("endpoint,pattern,messages,size,seconds,messages-per-s,megabytes-per-s"));
        string[] values = lines[1].Split(',');
        Assert.That(values[..4], Is.EqualTo(new[] { endpoint, pattern, "20000", "10" }));
        Assert.That(double.Parse(values[5], CultureInfo.InvariantCulture), Is.Positive);
    }

    [Test]
    public async Task Round_trips_of_an_own_server_are_counted()
    {
        ToolResult result = await ToolRun.ToEndAsync("latency", "-n", "500", "--warm-up", "10");
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.Match(
            @"^endpoint     tcp://127\.0\.0\.1:\d+\nround-trips  500\nsize         64\nmin-us       [\d.]+\np50-us       [\d.]+\np90-us       [\d.]+\n"
            + @"p99-us       [\d.]+\np99\.9-us     [\d.]+\np99\.99-us    [\d.]+\nmax-us       [\d.]+\n$"));
    }

    [Test]
    public async Task Percentiles_do_not_decrease()
    {
        ToolResult result = await ToolRun.ToEndAsync("latency", "-n", "300", "--csv");
        double[] values = [.. result.Output.Split('\n')[1].Split(',')[3..].Select(static value => double.Parse(value, CultureInfo.InvariantCulture))];
        Assert.That(values, Has.Length.EqualTo(7).And.Ordered);
    }

    [Test]
    public async Task A_server_of_the_tool_is_measured()
    {
        await using ToolRun server = new("rep", "tcp://127.0.0.1:*", "--echo", "-n", "20");
        ToolResult result = await ToolRun.ToEndAsync("latency", await server.EndpointAsync(), "-n", "15", "--warm-up", "5", "--histogram");
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.StartWith("       Value     Percentile TotalCount").And.Contain("#[Max     =").And.Contain("Total count    =           15"));
        Assert.That((await server.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_server_that_does_not_answer_ends_in_a_time_out() =>
        (await ToolRun.ToEndAsync("latency", "tcp://127.0.0.1:9", "--timeout", "200ms")).AssertFailure(3, "no reply within 0.2 s after 0 round trips");
}
