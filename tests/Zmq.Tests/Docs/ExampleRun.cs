using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ZmqNative.Actors;

namespace ZmqTool.Tests.Docs;

/// <summary>Runs the commands of one example: with free ports for those of the page, and files in a folder of the test.</summary>
internal sealed partial class ExampleRun(string folder) : IAsyncDisposable
{
    private const string BrokerPort = "5570";
    private const string ProcessId = "4711";

    private readonly Dictionary<string, string> _ports = new(StringComparer.Ordinal);
    private readonly List<ToolRun> _background = [];
    private Broker? _broker;

    /// <summary>Runs a command; one of the foreground up to its end, whose output is compared.</summary>
    public async Task RunAsync(PageCommand command)
    {
        string[] arguments = [.. command.Arguments.Select(Replace)];
        ToolRun run = new(new ToolRunOptions { ConfigFolder = folder }, arguments);
        if (command.IsInBackground)
        {
            _background.Add(run);

            // A socket that connects earlier would only retry, but some examples show the first attempt.
            if (command.Arguments.Any(static argument => argument.Contains('*', StringComparison.Ordinal)))
            {
                await run.ErrorLineAsync(command.Arguments[0] == "proxy" ? "passing messages" : "listening on ");
            }

            return;
        }

        await using (run)
        {
            ToolResult result = await run.EndAsync();
            string expected = string.Concat(command.Output.Select(line => Regex.Escape(Replace(line)).Replace(@"\.\.\.", ".*", StringComparison.Ordinal) + "\n"));
            Assert.That(result.ExitCode, Is.Zero, $"{string.Join(' ', arguments)}\n{result.Errors}");
            Assert.That(result.Output, Does.Match(new Regex($"^{expected}$", RegexOptions.Singleline, TimeSpan.FromSeconds(10))), result.Errors);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ToolRun run in _background)
        {
            await run.DisposeAsync();
        }

        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    [GeneratedRegex(@"(?<host>localhost|\*|127\.0\.0\.1):(?<port>\d{4})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    private string Replace(string text)
    {
        text = Address().Replace(text, match =>
            (match.Groups["host"].Value == "*" ? "127.0.0.1" : match.Groups["host"].Value) + ":" + PortFor(match.Groups["port"].Value));
        if (text == ProcessId)
        {
            // Something to be shown.
            _ = PortFor(BrokerPort);
        }

        return text == ProcessId ? Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
            : text == "." || (text.Contains('.', StringComparison.Ordinal) && FileName().IsMatch(text)) ? Path.Combine(folder, text)
            : text;
    }

    [GeneratedRegex(@"^\w+\.(key|zmqrec)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();

    private string PortFor(string port)
    {
        if (!_ports.TryGetValue(port, out string? free))
        {
            free = port == BrokerPort ? StartBroker() : FindFreePort();
            _ports[port] = free;
        }

        return free;
    }

    private static string FindFreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    // The actors of the page.
    private string StartBroker()
    {
        _broker = new Broker("tcp://127.0.0.1:*");
        _ = _broker.Spawn("upper", static (string text) => text.ToUpperInvariant());
        _ = _broker.Spawn("log", static (_, _) => ValueTask.CompletedTask);
        _ = _broker.Spawn("prices", static async (_, context) =>
        {
            using ReplyWriter<string> writer = context.ReplyStream<string>();
            await writer.WriteAsync("1.10");
            await writer.WriteAsync("1.11");
            writer.Complete();
        });
        return _broker.LastEndpoint.Split(':')[^1];
    }
}
