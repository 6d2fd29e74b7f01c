using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ZmqNative.Patterns;
using ZmqTool.Top;

namespace ZmqTool.Tests.Measuring;

/// <summary>The metrics of this process, by both ways.</summary>
[TestFixture]
public sealed class TopTests
{
    [Test]
    public async Task The_metrics_of_a_process_are_read_by_event_pipe()
    {
        await using ReplyServer server = new("tcp://127.0.0.1:*", static request => request.Text);
        await using RequestClient client = new(server.LastEndpoint);
        await using ToolRun run = new("top", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--json");
        using CancellationTokenSource ending = new();
        Task asking = AskAsync(client, ending.Token);
        string sent = await run.LineAsync(static line => line.Contains("messaging.client.sent.messages", StringComparison.Ordinal) && Number(line, "rate") > 0);
        string duration = await run.LineAsync(
            static line => line.Contains("messaging.client.operation.duration", StringComparison.Ordinal) && Number(line, "p99") > 0);
        await ending.CancelAsync();
        await asking;
        run.Interrupt();
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await run.EndAsync()).ExitCode, Is.EqualTo(130));
            Assert.That(Number(sent, "value"), Is.Positive);
            Assert.That(Number(duration, "median"), Is.Positive.And.LessThanOrEqualTo(Number(duration, "p99")));
        }
    }

    [Test]
    public async Task A_process_that_is_none_is_named() =>
        (await ToolRun.ToEndAsync("top", int.MaxValue.ToString(CultureInfo.InvariantCulture))).AssertFailure(1, "cannot be read");

    [TestCase("prices")]
    [TestCase("ftp://localhost/")]
    public async Task A_wrong_target_is_a_usage_error(string target) =>
        (await ToolRun.ToEndAsync("top", target)).AssertFailure(2, "is neither the id of a process nor the address of a Prometheus endpoint");

    [Test]
    public async Task The_metrics_of_a_prometheus_endpoint_are_read()
    {
        using HttpListener listener = new();
        string address = $"http://127.0.0.1:{FindFreePort()}/";
        listener.Prefixes.Add(address);
        listener.Start();
        Task serving = ServeAsync(listener);
        ToolResult result = await ToolRun.ToEndAsync("top", address + "metrics", "-n", "1");
        listener.Stop();
        await serving;
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.Match(
            @"^20\S+Z messaging_client_sent_messages_total\{pattern=a\} rate=[\d.]+ value=\d+\n$"));
    }

    [Test]
    public async Task An_endpoint_that_does_not_answer_is_named()
    {
        (await ToolRun.ToEndAsync("top", $"http://127.0.0.1:{FindFreePort()}/metrics")).AssertFailure(1, "cannot be read");
    }

    [Test]
    public void Rates_and_percentiles_come_from_differences()
    {
        const string Before = """
            # TYPE messaging_client_sent_messages_total counter
            messaging_client_sent_messages_total{name="a\"\\b",x="1"} 10 1700000000
            # TYPE other gauge
            other 1
            # TYPE zmqnative_queue gauge
            zmqnative_queue 5
            # TYPE messaging_process_duration_seconds histogram
            messaging_process_duration_seconds_bucket{p="s",le="0.001"} 100
            messaging_process_duration_seconds_bucket{p="s",le="0.01"} 100
            messaging_process_duration_seconds_bucket{p="s",le="+Inf"} 100
            messaging_process_duration_seconds_sum{p="s"} 1
            messaging_process_duration_seconds_count{p="s"} 100
            """;
        string after = Before.Replace("} 10 17", "} 30 17", StringComparison.Ordinal)
            .Replace("\"0.001\"} 100", "\"0.001\"} 160", StringComparison.Ordinal)
            .Replace("\"0.01\"} 100", "\"0.01\"} 200", StringComparison.Ordinal)
            .Replace("Inf\"} 100", "Inf\"} 200", StringComparison.Ordinal)
            .Replace("count{p=\"s\"} 100", "count{p=\"s\"} 200", StringComparison.Ordinal);
        PrometheusRates rates = new();
        string[] prefixes = ["messaging_", "zmqnative_"];
        Assert.That(rates.Read(Before, null, prefixes).Select(static row => row.Rate), Is.All.Null);
        List<TopRow> rows = rates.Read(after, TimeSpan.FromSeconds(2), prefixes);
        Assert.That(rows, Is.EquivalentTo(new[]
        {
            new TopRow("messaging_client_sent_messages_total", "name=a\"\\b,x=1", "") { Rate = 10, Value = 30 },
            new TopRow("zmqnative_queue", "", "") { Value = 5 },
            new TopRow("messaging_process_duration_seconds", "p=s", "s") { Rate = 50, Value = 200, Median = 0.001, P99 = 0.01 },
        }));
    }

    private static async Task AskAsync(RequestClient client, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            _ = await client.RequestAsync("x", cancellationToken: CancellationToken.None);
        }
    }

    private static double Number(string line, string name)
    {
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(line);
        return document.RootElement.TryGetProperty(name, out System.Text.Json.JsonElement value) ? value.GetDouble() : double.NaN;
    }

    private static async Task ServeAsync(HttpListener listener)
    {
        for (int count = 10; ; count += 10)
        {
            try
            {
                HttpListenerContext context = await listener.GetContextAsync();
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(
                    $"# TYPE messaging_client_sent_messages_total counter\nmessaging_client_sent_messages_total{{pattern=\"a\"}} {count}\n"));
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static int FindFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
