using System.Net;
using System.Net.Sockets;
using System.Text;
using ZmqNative;
using ZmqTool.Probing;
using ZmqTool.Tests.Processes;

namespace ZmqTool.Tests.Probing;

/// <summary>Probes of sockets of pyzmq, and of ports that have none.</summary>
[TestFixture]
public sealed class ProbeTests : TemporaryFolderTest
{
    private const string Any = "tcp://127.0.0.1:*";

    [TestCase("pub")]
    [TestCase("sub")]
    [TestCase("xpub")]
    [TestCase("xsub")]
    [TestCase("req")]
    [TestCase("rep")]
    [TestCase("dealer")]
    [TestCase("router")]
    [TestCase("push")]
    [TestCase("pull")]
    [TestCase("pair")]
    public async Task Every_socket_type_is_told(string type)
    {
        using PythonPeer peer = new(type, "bind", Any);
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint);
        Assert.That(result.ExitCode, Is.Zero, result.Errors);

        // A ping needs a whole handshake. To these types it would look like a peer for their messages.
        string ping = type is "push" or "dealer" or "req" or "pair" ? string.Empty : @"round-trip-ms   [\d.]+\n";
        Assert.That(result.Output, Does.Match(
            $@"^endpoint        {peer.Endpoint}\nreachable       yes\naddress         127\.0\.0\.1:\d+\nconnect-ms      [\d.]+\nprotocol        ZMTP 3\.\d\n"
            + $@"mechanism       NULL\nsocket-type     {type.ToUpperInvariant()}\nauthentication  accepted without credentials\n{ping}$"));
    }

    [Test]
    public async Task A_probe_takes_no_message()
    {
        using PythonPeer peer = new("push", "bind", Any);
        Assert.That((await ToolRun.ToEndAsync("probe", peer.Endpoint)).ExitCode, Is.Zero);
        await using ToolRun pull = new("pull", peer.Endpoint, "-n", "1");
        peer.Send("for the puller");
        (await pull.EndAsync()).AssertOutput("for the puller\n");
    }

    [Test]
    public async Task The_report_is_json_on_request()
    {
        using PythonPeer peer = new("rep", "bind", Any);
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--json");
        Assert.That(result.Output, Does.Match(
            $$"""^\{"endpoint":"{{peer.Endpoint}}","reachable":"yes","address":"127\.0\.0\.1:\d+","connect-ms":[\d.]+,"protocol":"ZMTP 3\.\d","""
            + """ "mechanism":"NULL","socket-type":"REP","authentication":"accepted without credentials","round-trip-ms":[\d.]+\}\n$""".TrimStart()));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "ipc of Windows is another thing to pyzmq")]
    public async Task An_ipc_endpoint_can_be_probed()
    {
        using PythonPeer peer = new("pull", "bind", $"ipc://{PathOf("socket")}");
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint);
        Assert.That(result.Output, Does.Contain("socket-type     PULL\n"), result.Errors);
    }

    [Test]
    public async Task An_authenticator_that_refuses_the_address_is_told()
    {
        using PythonPeer peer = new("rep", "bind", Any, "null-server", "10.1.2.3");
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint);
        Assert.That(result.ExitCode, Is.EqualTo(4));
        Assert.That(result.Output, Does.Contain("authentication  refused (status 400)\n"));
    }

    [Test]
    public async Task Plain_tells_what_it_needs_and_what_it_says()
    {
        using PythonPeer peer = new("rep", "bind", Any, "plain-server", "admin", "secret");
        ToolResult none = await ToolRun.ToEndAsync("probe", peer.Endpoint);
        ToolResult wrong = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--plain-user", "admin", "--plain-password", "guess");
        await using ToolRun right = new(
            new ToolRunOptions { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ZMQ_PLAIN_PASSWORD"] = "secret" } },
            "probe",
            peer.Endpoint,
            "--plain-user",
            "admin");
        ToolResult accepted = await right.EndAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(none.ExitCode, Is.EqualTo(4));
            Assert.That(none.Output, Does.Contain("mechanism       PLAIN\nauthentication  needs a user name and a password: --plain-user, --plain-password\n"));
            Assert.That(wrong.ExitCode, Is.EqualTo(4), wrong.Output);
            Assert.That(wrong.Output, Does.Contain("authentication  refused (status 400)\n"));
            Assert.That(accepted.ExitCode, Is.Zero, accepted.Output);
            Assert.That(accepted.Output, Does.Contain("mechanism       PLAIN\nsocket-type     REP\nauthentication  accepted\n"));
        }
    }

    [TestCase("pub", "PUB or XPUB")]
    [TestCase("sub", "SUB or XSUB")]
    [TestCase("pull", "PULL")]
    [TestCase("rep", "REP")]
    [TestCase("router", "ROUTER")]
    public async Task Curve_tells_the_type_to_an_accepted_client(string type, string told)
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        using PythonPeer peer = new(type, "bind", Any, "curve-server", keys.PublicKey, keys.SecretKey, "*");
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--curve-server-key", keys.PublicKey);
        Assert.That(result.Output, Does.Contain($"mechanism       CURVE\nsocket-type     {told}\nauthentication  accepted\n"), result.Errors);
        Assert.That(result.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Curve_does_not_try_types_that_take_messages_unless_told_to()
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        using PythonPeer peer = new("push", "bind", Any, "curve-server", keys.PublicKey, keys.SecretKey, "*");
        ToolResult untold = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--curve-server-key", keys.PublicKey);
        ToolResult told = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--curve-server-key", keys.PublicKey, "--type", "pull");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(untold.ExitCode, Is.EqualTo(1));
            Assert.That(untold.Output, Does.Contain("the peer is a PUSH, DEALER, REQ or PAIR socket, which the probe does not try"));
            Assert.That(told.ExitCode, Is.Zero, told.Output);
            Assert.That(told.Output, Does.Contain("socket-type     PUSH\nauthentication  accepted\n"));
        }
    }

    [Test]
    public async Task Curve_tells_a_missing_and_a_wrong_server_key()
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        using PythonPeer peer = new("rep", "bind", Any, "curve-server", keys.PublicKey, keys.SecretKey, "*");
        ToolResult none = await ToolRun.ToEndAsync("probe", peer.Endpoint);
        ToolResult wrong = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--curve-server-key", CurveKeyPair.Generate().PublicKey);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(none.ExitCode, Is.EqualTo(4));
            Assert.That(none.Output, Does.Contain("authentication  needs the public key of the server: --curve-server-key"));
            Assert.That(wrong.ExitCode, Is.EqualTo(1));
            Assert.That(wrong.Output, Does.Contain("The peer ended the handshake: the server key is wrong, or the peer is"));
        }
    }

    [Test]
    public async Task Curve_tells_an_unknown_client()
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        string clients = Directory.CreateDirectory(PathOf("clients")).FullName;
        using PythonPeer peer = new("rep", "bind", Any, "curve-server", keys.PublicKey, keys.SecretKey, clients);
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--curve-server-key", keys.PublicKey);
        Assert.That(result.Output, Does.Contain("authentication  refused (status 400)\n"));
        Assert.That(result.ExitCode, Is.EqualTo(4));
    }

    [Test]
    public async Task Credentials_of_another_mechanism_are_told()
    {
        using PythonPeer peer = new("rep", "bind", Any);
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--plain-user", "a", "--plain-password", "b");
        Assert.That(result.Output, Does.Contain("The credentials are for PLAIN, and the peer has NULL: a client with them cannot connect."));
        Assert.That(result.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task A_silent_port_is_told()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        ToolResult result = await ToolRun.ToEndAsync("probe", $"tcp://{listener.LocalEndpoint}", "--timeout", "1s");
        Assert.That(result.Output, Does.Contain("reachable   yes\n").And.Contain("The peer sent nothing within 1 s: it is no ZeroMQ socket, or a STREAM socket"));
        Assert.That(result.ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task A_stream_socket_is_silent()
    {
        using PythonPeer peer = new("stream", "bind", Any);
        ToolResult result = await ToolRun.ToEndAsync("probe", peer.Endpoint, "--timeout", "1s");
        Assert.That(result.ExitCode, Is.EqualTo(3), result.Output);
    }

    // One server speaks at once, as some do to bytes that are no request; the other waits for a whole request.
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_port_that_speaks_http_is_told(bool answersAnything)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = ServeHttpAsync(listener, answersAnything);
        ToolResult result = await ToolRun.ToEndAsync("probe", $"tcp://{listener.LocalEndpoint}", "--timeout", "2s");
        Assert.That(result.Output, Does.Contain("protocol    HTTP\nproblem     The peer speaks HTTP, not ZMTP: is this the port of another service?\n"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        listener.Stop();
        Assert.That(async () => await serving, Throws.Nothing);
    }

    [Test]
    public async Task Another_protocol_is_told_with_its_first_bytes()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync("220 mail.example ESMTP\r\n"u8.ToArray());
            _ = await client.GetStream().ReadAsync(new byte[64]);
        });
        ToolResult result = await ToolRun.ToEndAsync("probe", $"tcp://{listener.LocalEndpoint}");
        Assert.That(result.Output, Does.Contain("its first bytes are '220 mail.exa'"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
        await serving;
    }

    [Test]
    public async Task A_refused_connection_is_told()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        EndPoint free = listener.LocalEndpoint;
        listener.Dispose();
        ToolResult result = await ToolRun.ToEndAsync("probe", $"tcp://{free}");
        Assert.That(result.Output, Is.EqualTo(
            $"endpoint   tcp://{free}\nreachable  no\nproblem    The connection was refused: nothing listens there. Is the server running, and at this port?\n"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task An_unresolved_name_is_told()
    {
        ToolResult result = await ToolRun.ToEndAsync("probe", "tcp://no-such-host.invalid:5555");
        Assert.That(result.Output, Does.Contain("problem    The host name does not resolve"));
        Assert.That(result.ExitCode, Is.EqualTo(1));
    }

    // It tells its type, and does not answer the PING: the time of the step ends when it has read that.
    [Test]
    public async Task A_peer_without_heartbeats_is_told_when_the_time_of_a_step_is_over()
    {
        int length = Greeting.Length + ZmtpCommand.Ready("REQ").ToFrame().Length + new ZmtpCommand("PING", [0, 0, (byte)'z']).ToFrame().Length;
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        using CancellationTokenSource step = new();
        Task serving = Task.Run(async () =>
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            await client.GetStream().WriteAsync((byte[])[.. Greeting.Create("NULL"), .. ZmtpCommand.Ready("REP").ToFrame()]);
            await client.GetStream().ReadExactlyAsync(new byte[length]);
            await step.CancelAsync();
        });
        string endpoint = $"tcp://{listener.LocalEndpoint}";
        ToolConsole console = new() { Input = Stream.Null, Output = Stream.Null, Error = TextWriter.Null, ConfigFolder = Folder };
        ProbeTarget target = await ProbeTarget.ResolveAsync(endpoint, CancellationToken.None);
        using ProbeConnection connection = await ProbeConnection.OpenAsync(target, CancellationToken.None);
        Handshake handshake = new(connection, console);
        byte[] greeting = await handshake.GreetAsync(step.Token).WaitAsync(ToolProcess.Patience);
        ProbeReport report = await handshake
            .DescribeNullAsync(new ProbeReport(endpoint), Greeting.Parse(greeting), step.Token)
            .WaitAsync(ToolProcess.Patience);
        await serving.WaitAsync(ToolProcess.Patience);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.SocketType, Is.EqualTo("REP"));
            Assert.That(report.Authentication, Is.EqualTo("accepted without credentials"));
            Assert.That(report.RoundTrip, Is.Null);
            Assert.That(report.ExitCode, Is.Zero);
        }
    }

    [TestCase("tcp://127.0.0.1", "has no port")]
    [TestCase("@tcp://*:5555", "a probe connects")]
    [TestCase("udp://127.0.0.1:5", "cannot be probed")]
    [TestCase("localhost:5555", "is no endpoint")]
    public async Task A_wrong_endpoint_is_a_usage_error(string endpoint, string text) =>
        (await ToolRun.ToEndAsync("probe", endpoint)).AssertFailure(2, text);

    private static async Task ServeHttpAsync(TcpListener listener, bool answersAnything)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await ServeHttpAsync(client, answersAnything);
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // The end of the test, while it waits for a client or before that.
        }
    }

    private static async Task ServeHttpAsync(TcpClient client, bool answersAnything)
    {
        byte[] buffer = new byte[1024];
        StringBuilder request = new();
        try
        {
            while (await client.GetStream().ReadAsync(buffer) is > 0 and var length)
            {
                _ = request.Append(Encoding.Latin1.GetString(buffer, 0, length));
                if (answersAnything || request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
                    return;
                }
            }
        }
        catch (IOException)
        {
            // The probe has closed the connection.
        }
    }
}
