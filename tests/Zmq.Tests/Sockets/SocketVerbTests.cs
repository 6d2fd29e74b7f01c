namespace ZmqTool.Tests.Sockets;

/// <summary>The verbs of sockets against peers of pyzmq.</summary>
[TestFixture]
public sealed class SocketVerbTests
{
    private const string Any = "tcp://127.0.0.1:*";

    [Test]
    public async Task Sub_shows_the_messages_of_its_topics()
    {
        using PythonPeer peer = new("xpub", "bind", Any);
        await using ToolRun run = new("sub", peer.Endpoint, "-t", "weather", "-t", "time", "-n", "3");
        Assert.That(new[] { peer.ReceiveHex(), peer.ReceiveHex() }, Is.EquivalentTo(new[] { "0177656174686572", "0174696d65" }));
        peer.Send("weather", "sunny");
        peer.Send("sports", "0:0");
        peer.Send("time", "12:00");
        peer.Send("weather.de", "rain", "12 °C");
        (await run.EndAsync()).AssertOutput("weather | sunny\ntime | 12:00\nweather.de | rain | 12 °C\n");
        Assert.That(run.Errors, Does.Match(@"(^|\n)received 3 messages \(41 bytes\) in \d+\.\d s\n$"));
    }

    [Test]
    public async Task Sub_binds_with_a_prefix_and_with_a_wildcard()
    {
        await using ToolRun run = new("sub", "@tcp://127.0.0.1:*", "-n", "1", "--quiet");
        await using ToolRun wildcard = new("sub", "tcp://127.0.0.1:*", "-n", "1");
        using PythonPeer peer = new("xpub", "connect", await wildcard.EndpointAsync());
        Assert.That(peer.ReceiveHex(), Is.EqualTo("01"));
        peer.Send("hello");
        (await wildcard.EndAsync()).AssertOutput("hello\n");
        run.Interrupt();
        ToolResult interrupted = await run.EndAsync();
        Assert.That((interrupted.ExitCode, interrupted.Errors), Is.EqualTo((130, string.Empty)));
    }

    [Test]
    public async Task Pub_waits_for_a_subscription_and_fills_in_placeholders()
    {
        await using ToolRun run = new("pub", Any, "-t", "weather", "-m", "{{count}}: {{ time }}", "-m", "{{uuid}}", "-n", "2");
        using PythonPeer peer = new("sub", "connect", await run.EndpointAsync());
        string[] first = peer.Receive().Split('|');
        string[] second = peer.Receive().Split('|');
        ToolResult result = await run.EndAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(first[0], Is.EqualTo("weather"));
            Assert.That(first[1], Does.Match(@"^1: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
            Assert.That(Guid.TryParse(first[2], out _), Is.True);
            Assert.That(second[1], Does.StartWith("2: "));
            Assert.That(second[2], Is.Not.EqualTo(first[2]));
            Assert.That(result.ExitCode, Is.Zero);
            Assert.That(result.Errors, Does.Match(@"sent 2 messages \(\d+ bytes\) in"));
        }
    }

    [Test]
    public async Task Pub_publishes_lines_of_the_input()
    {
        await using ToolRun run = new(new ToolRunOptions { InputText = "one {{count}}\n\nthree\n" }, "pub", Any, "-t", "log");
        using PythonPeer peer = new("sub", "connect", await run.EndpointAsync());
        Assert.That(new[] { peer.Receive(), peer.Receive(), peer.Receive() }, Is.EqualTo(new[] { "log|one {{count}}", "log|", "log|three" }));
        Assert.That((await run.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Pub_without_waiting_says_that_nobody_received_it()
    {
        ToolResult result = await ToolRun.ToEndAsync("pub", Any, "-m", "lost", "--wait", "0");
        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Errors, Does.Contain("there was no subscription: nobody received these messages"));
    }

    [Test]
    public async Task Pub_says_how_many_messages_it_has_dropped_for_a_slow_subscriber()
    {
        // More than the queues of both sides and of the system hold.
        await using ToolRun run = new("pub", Any, "-m", new string('x', 10_000), "-n", "20000", "--linger", "0");
        using PythonPeer peer = new("sub", "connect", await run.EndpointAsync());
        ToolResult result = await run.EndAsync();
        Assert.That(result.Errors, Does.Match(@"\d+ messages were dropped, counted for each subscriber whose queue was full"));
        Assert.That(result.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Pub_without_a_subscriber_times_out() =>
        (await ToolRun.ToEndAsync("pub", Any, "-m", "late", "--wait", "50ms")).AssertFailure(3, "no subscription (PUB socket at tcp://127.0.0.1:*) in time");

    [Test]
    public async Task Req_shows_the_reply()
    {
        using PythonPeer peer = new("rep", "bind", Any);
        await using ToolRun run = new("req", peer.Endpoint, "-m", "hello", "-m", "{{{}}}", "--literal", "--timeout", "30");
        Assert.That(peer.Receive(), Is.EqualTo("hello|{{{}}}"));
        peer.Send("HELLO", "bye");
        (await run.EndAsync()).AssertOutput("HELLO | bye\n");
    }

    [Test]
    public async Task Req_without_a_reply_times_out()
    {
        using PythonPeer peer = new("rep", "bind", Any);
        await using ToolRun run = new("req", peer.Endpoint, "-m", "hello", "--wait", "30", "--timeout", "0.2");
        ToolResult result = await run.EndAsync();
        result.AssertFailure(3, "no reply");
        Assert.That(result.Errors, Does.Match(@"sent 1 message \(5 bytes\), received 0 messages \(0 bytes\) in"));
    }

    [Test]
    public async Task Req_without_a_server_times_out() =>
        (await ToolRun.ToEndAsync("req", "tcp://127.0.0.1:9", "-m", "x", "--timeout", "100ms")).AssertFailure(3, "no server (REQ socket at tcp://127.0.0.1:9) in time");

    [Test]
    public async Task Rep_echoes()
    {
        await using ToolRun run = new("rep", Any, "--echo", "-n", "2");
        using PythonPeer peer = new("req", "connect", await run.EndpointAsync());
        peer.Send("a", "", "b");
        Assert.That(peer.Receive(), Is.EqualTo("a||b"));
        peer.SendBytes([0xff]);
        Assert.That(peer.ReceiveHex(), Is.EqualTo("ff"));
        (await run.EndAsync()).AssertOutput("a |  | b\n\\xff\n");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "the command is one of a Unix shell")]
    public async Task Rep_replies_with_the_output_of_a_command()
    {
        await using ToolRun run = new("rep", Any, "--exec", "read word; test \"$word\" != bad || exit 3; echo \"$word\" | tr a-z A-Z", "-n", "2");
        using PythonPeer peer = new("req", "connect", await run.EndpointAsync());
        peer.Send("hello");
        Assert.That(peer.Receive(), Is.EqualTo("HELLO"));
        peer.Send("bad");
        Assert.That(peer.ReceiveHex(), Is.EqualTo("-"));
        ToolResult result = await run.EndAsync();
        result.AssertOutput("hello\nbad\n");
        Assert.That(result.Errors, Does.Contain("ended with exit code 3: the reply is empty"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "the command is one of a Unix shell")]
    public async Task Rep_ends_a_command_that_takes_too_long()
    {
        // The peer first: the time-out is that of the wait for the request, too.
        using PythonPeer peer = new("req", "bind", Any);
        await using ToolRun run = new("rep", ">" + peer.Endpoint, "--exec", "sleep 600", "-n", "1", "--timeout", "10s");
        peer.Send("hello");
        Assert.That(peer.ReceiveHex(), Is.EqualTo("-"));
        Assert.That((await run.EndAsync()).Errors, Does.Contain("'sleep 600' did not end within 10 s: the reply is empty"));
    }

    // The request is larger than a pipe, so that writing it does not end either.
    [Test]
    [Platform(Exclude = "Win", Reason = "the command is one of a Unix shell")]
    public async Task Rep_ends_a_command_that_does_not_read_a_large_request()
    {
        using PythonPeer peer = new("req", "bind", Any);
        await using ToolRun run = new("rep", ">" + peer.Endpoint, "--exec", "sleep 601", "-n", "1", "--timeout", "10s", "--format", "%s");
        peer.SendBytes(new byte[1_000_000]);
        Assert.That(peer.ReceiveHex(), Is.EqualTo("-"));
        Assert.That((await run.EndAsync()).Errors, Does.Contain("'sleep 601' did not end within 10 s: the reply is empty"));
    }

    [Test]
    public async Task Rep_without_a_reply_is_a_usage_error() =>
        (await ToolRun.ToEndAsync("rep", Any)).AssertFailure(2, "The reply is missing: --echo, --exec COMMAND, or -m FRAME.");

    [Test]
    public async Task Push_sends_a_binary_message_of_the_input()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        await using ToolRun run = new(new ToolRunOptions { Input = new MemoryStream(bytes) }, "push", Any, "--input", "whole");
        using PythonPeer peer = new("pull", "connect", await run.EndpointAsync());
        Assert.That(peer.ReceiveHex(), Is.EqualTo(Convert.ToHexStringLower(bytes)));
        Assert.That((await run.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Push_sends_lines_of_any_bytes()
    {
        byte[] lines = [0x80, 0xff, (byte)'\n', .. "Grüße\n"u8, 0xc3, (byte)'\n'];
        await using ToolRun run = new(new ToolRunOptions { Input = new MemoryStream(lines) }, "push", Any);
        using PythonPeer peer = new("pull", "connect", await run.EndpointAsync());
        Assert.That(new[] { peer.ReceiveHex(), peer.Receive(), peer.ReceiveHex() }, Is.EqualTo(new[] { "80ff", "Grüße", "c3" }));
        Assert.That((await run.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_byte_order_mark_at_the_beginning_is_not_sent()
    {
        byte[] line = [0xef, 0xbb, 0xbf, .. "Grüße\n"u8];
        await using ToolRun run = new(new ToolRunOptions { Input = new MemoryStream(line) }, "push", Any);
        using PythonPeer peer = new("pull", "connect", await run.EndpointAsync());
        Assert.That(peer.Receive(), Is.EqualTo("Grüße"));
        Assert.That((await run.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Pull_output_in_json_is_an_input_of_push()
    {
        using PythonPeer source = new("push", "bind", Any);
        await using ToolRun pull = new("pull", source.Endpoint, "-n", "2", "--json");
        source.SendBytes([0x00, 0xff], []);
        source.Send("Grüße \"\\\n👩‍🚀");
        string json = (await pull.EndAsync()).Output;
        await using ToolRun push = new(new ToolRunOptions { InputText = json }, "push", Any, "--input", "json");
        using PythonPeer target = new("pull", "connect", await push.EndpointAsync());
        Assert.That(target.ReceiveHex(), Is.EqualTo("00ff -"));
        Assert.That(target.Receive(), Is.EqualTo("Grüße \"\\\n👩‍🚀"));
        Assert.That((await push.EndAsync()).ExitCode, Is.Zero);
    }

    [TestCase("{}")]
    [TestCase("[1]")]
    [TestCase("""{"frames":[]}""")]
    [TestCase("""{"frames":[{}]}""")]
    [TestCase("""{"frames":[1]}""")]
    [TestCase("""{"frames":[{"base64":"?"}]}""")]
    [TestCase("no json")]
    public async Task Wrong_json_is_named_with_its_line(string line)
    {
        await using ToolRun run = new(new ToolRunOptions { InputText = line }, "push", Any, "--input", "json", "--wait", "0");
        (await run.EndAsync()).AssertFailure(1, "Line 1 of the input is no message");
    }

    [Test]
    public async Task Pair_sends_and_receives()
    {
        using PythonPeer peer = new("pair", "bind", Any);
        await using ToolRun run = new(new ToolRunOptions { InputText = "one\ntwo\n" }, "pair", peer.Endpoint, "--receive", "2");
        Assert.That(new[] { peer.Receive(), peer.Receive() }, Is.EqualTo(new[] { "one", "two" }));
        peer.Send("three");
        peer.Send("four", "five");
        (await run.EndAsync()).AssertOutput("three\nfour | five\n");
    }

    [Test]
    public async Task Dealer_talks_to_a_rep_socket()
    {
        using PythonPeer peer = new("rep", "bind", Any);
        await using ToolRun run = new("dealer", peer.Endpoint, "-m", "", "-m", "hello", "--receive", "1");
        Assert.That(peer.Receive(), Is.EqualTo("hello"));
        peer.Send("HELLO");
        (await run.EndAsync()).AssertOutput(" | HELLO\n");
    }

    [Test]
    public async Task Router_shows_routing_ids_and_echoes_to_dealer_and_req()
    {
        await using ToolRun run = new("router", Any, "--echo", "-n", "2", "--hex");
        string endpoint = await run.EndpointAsync();
        using PythonPeer dealer = new("dealer", "connect", endpoint);
        dealer.Send("one", "two");
        Assert.That(dealer.Receive(), Is.EqualTo("one|two"));
        using PythonPeer req = new("req", "connect", endpoint);
        req.Send("three");
        Assert.That(req.Receive(), Is.EqualTo("three"));
        ToolResult result = await run.EndAsync();
        Assert.That(result.Output, Does.Match("^[0-9a-f]{10} 6f6e65 74776f\n[0-9a-f]{10} - 7468726565\n$"));
    }

    [Test]
    public async Task Several_endpoints_bind_and_connect()
    {
        using PythonPeer connected = new("push", "bind", Any);
        await using ToolRun run = new("pull", $"@{Any},>{connected.Endpoint}", "-n", "2");
        using PythonPeer bound = new("push", "connect", await run.EndpointAsync());
        connected.Send("one");
        await run.LineAsync("one");
        bound.Send("two");
        (await run.EndAsync()).AssertOutput("one\ntwo\n");
    }

    [Test]
    public async Task Ctrl_c_ends_with_a_summary()
    {
        using PythonPeer peer = new("push", "bind", Any);
        await using ToolRun run = new("pull", peer.Endpoint);
        peer.Send("one");
        await run.LineAsync("one");
        await run.ErrorLineAsync("waiting for a message (PULL socket at tcp://127.0.0.1:");
        run.Interrupt();
        ToolResult result = await run.EndAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.ExitCode, Is.EqualTo(130));
            Assert.That(result.Output, Is.EqualTo("one\n"));
            Assert.That(result.Errors, Does.Match(@"\nreceived 1 message \(3 bytes\) in \d+\.\d s\ninterrupted\n$"));
        }
    }

    [Test]
    public async Task A_wait_for_a_message_times_out() =>
        (await ToolRun.ToEndAsync("pull", Any, "--timeout", "20ms")).AssertFailure(3, "no message (PULL socket at tcp://127.0.0.1:*) in time");

    [Test]
    public async Task An_address_in_use_is_named()
    {
        using PythonPeer peer = new("rep", "bind", Any);
        (await ToolRun.ToEndAsync("rep", peer.Endpoint, "--echo")).AssertFailure(1, $"Cannot bind REP socket to {peer.Endpoint}: address already in use");
    }
}
