using System.Text.RegularExpressions;

namespace ZmqTool.Tests.Sockets;

/// <summary>The proxy, between sockets of pyzmq.</summary>
[TestFixture]
public sealed class ProxyTests : TemporaryFolderTest
{
    private const string Any = "tcp://127.0.0.1:*";

    [Test]
    public async Task A_streamer_shows_what_passes()
    {
        using PythonPeer source = new("push", "bind", Any);
        using PythonPeer target = new("pull", "bind", Any);
        await using ToolRun run = new("proxy", ">" + source.Endpoint, ">" + target.Endpoint, "--kind", "streamer", "--capture", "-");
        source.Send("one", "two");
        Assert.That(target.Receive(), Is.EqualTo("one|two"));
        await run.LineAsync("one | two");
        run.Interrupt();
        ToolResult result = await run.EndAsync();
        Assert.That(result.ExitCode, Is.EqualTo(130));
        Assert.That(result.Errors, Does.EndWith("passed 1 messages (6 bytes) to the backend, 0 (0 bytes) to the frontend\ncopied 1, dropped 0 copies\ninterrupted\n"));
    }

    [Test]
    public async Task A_queue_records_both_directions()
    {
        string file = PathOf("queue.zmqrec");
        using PythonPeer server = new("rep", "bind", Any);
        using PythonPeer client = new("req", "bind", Any);
        await using ToolRun run = new("proxy", ">" + client.Endpoint, ">" + server.Endpoint, "--kind", "queue", "--capture", file);
        client.Send("question");
        Assert.That(server.Receive(), Is.EqualTo("question"));
        server.Send("answer");
        Assert.That(client.Receive(), Is.EqualTo("answer"));
        run.Interrupt();
        _ = await run.EndAsync();
        ToolResult shown = await ToolRun.ToEndAsync("replay", file, "--show");
        Assert.That(shown.Output, Does.Match(@"^.* \|  \| question\n.* \|  \| answer\n$"));
        Assert.That(shown.Errors, Does.StartWith("recorded by Queue at >tcp://"));
    }

    [Test]
    public async Task All_copies_that_are_counted_are_recorded()
    {
        string file = PathOf("all.zmqrec");
        using PythonPeer source = new("push", "bind", Any);
        using PythonPeer target = new("pull", "bind", Any);
        await using ToolRun run = new("proxy", ">" + source.Endpoint, ">" + target.Endpoint, "--kind", "streamer", "--capture", file);
        for (int i = 0; i < 500; i++)
        {
            source.Send($"{i}");
        }

        // Others pass while it ends.
        Assert.That(target.Receive(), Is.EqualTo("0"));
        run.Interrupt();
        string errors = (await run.EndAsync()).Errors;
        string copied = Regex.Match(errors, "copied (?<count>[0-9]+), dropped 0 copies", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["count"].Value;
        ToolResult shown = await ToolRun.ToEndAsync("replay", file, "--show", "--quiet");
        Assert.That($"{shown.Output.Count(static c => c == '\n')}", Is.EqualTo(copied));
    }

    [Test]
    public async Task A_forwarder_publishes_copies()
    {
        using PythonPeer source = new("xpub", "bind", Any);
        await using ToolRun run = new("proxy", ">" + source.Endpoint, Any, "--capture", Any);
        string copies = (await run.ErrorLineAsync("copies are published at "))["copies are published at ".Length..];
        await using ToolRun tap = new("sub", copies, "-n", "1", "-t", "hello");
        string backend = (await run.ErrorLineAsync("passing messages from ")).Split(" to ")[1];
        await using ToolRun subscriber = new("sub", backend, "-n", "1");
        Assert.That(source.ReceiveHex(), Is.EqualTo("01"));

        // The subscription of the tap may arrive later than that of the subscriber.
        Task<ToolResult> tapped = tap.EndAsync();
        while (!tapped.IsCompleted)
        {
            source.Send("hello");
            _ = await Task.WhenAny(tapped, Task.Delay(10));
        }

        (await tapped).AssertOutput("hello\n");
        (await subscriber.EndAsync()).AssertOutput("hello\n");
    }
}
