using System.Text.RegularExpressions;
using ZmqNative;

namespace ZmqTool.Tests.Security;

/// <summary>Certificates, and connections that need them.</summary>
[TestFixture]
public sealed class CertificateTests : TemporaryFolderTest
{
    private const string Any = "tcp://127.0.0.1:*";

    [Test]
    public async Task A_new_certificate_is_shown_without_its_secret_key()
    {
        string file = PathOf("alice.key");
        ToolResult made = await ToolRun.ToEndAsync("cert", "new", file, "--name", "Alice", "--meta", "team=weather");
        Assert.That(made.ExitCode, Is.Zero, made.Errors);
        using Certificate certificate = Certificate.Load(file);
        (await ToolRun.ToEndAsync("cert", "show", file)).AssertOutput(
            $"public-key  {certificate.PublicKey.Replace("\\", "\\\\", StringComparison.Ordinal)}\nsecret-key  present\nname        Alice\nteam        weather\n");
        Assert.That(made.Output, Is.EqualTo(certificate.PublicKey + "\n"));
    }

    [Test]
    public async Task An_existing_certificate_is_replaced_only_by_force()
    {
        string file = PathOf("server.key");
        string first = (await ToolRun.ToEndAsync("cert", "new", file)).Output;
        (await ToolRun.ToEndAsync("cert", "new", file)).AssertFailure(1, "--force replaces it");
        ToolResult second = await ToolRun.ToEndAsync("cert", "new", file, "--force");
        Assert.That(second.ExitCode, Is.Zero);
        Assert.That(second.Output, Is.Not.EqualTo(first));
    }

    [Test]
    public async Task A_folder_is_listed()
    {
        string bob = (await ToolRun.ToEndAsync("cert", "new", PathOf("bob.key"), "--name", "Bob")).Output.TrimEnd();
        string alice = (await ToolRun.ToEndAsync("cert", "new", PathOf("alice.key"))).Output.TrimEnd();
        File.Delete(PathOf("bob.key_secret"));
        (await ToolRun.ToEndAsync("cert", "list", Folder)).AssertOutput($"{alice}  secret  alice.key\n{bob}  public  bob.key  Bob\n");
        await File.WriteAllTextAsync(PathOf("broken.key"), "nothing");
        ToolResult broken = await ToolRun.ToEndAsync("cert", "list", Folder);
        broken.AssertFailure(1, "broken.key");
        Assert.That(Regex.Count(broken.Output, "\n", RegexOptions.None, TimeSpan.FromSeconds(1)), Is.EqualTo(2));
    }

    [Test]
    public async Task A_curve_server_accepts_the_clients_of_a_folder()
    {
        string clients = Directory.CreateDirectory(PathOf("clients")).FullName;
        _ = await ToolRun.ToEndAsync("cert", "new", PathOf("server.key"));
        _ = await ToolRun.ToEndAsync("cert", "new", Path.Combine(clients, "alice.key"));
        _ = await ToolRun.ToEndAsync("cert", "new", PathOf("mallory.key"));
        await using ToolRun server = new("rep", Any, "--echo", "--curve-key", PathOf("server.key"), "--curve-clients", clients);
        string endpoint = await server.EndpointAsync();
        (await ToolRun.ToEndAsync(
            "req", endpoint, "-m", "hi", "--curve-server-key", PathOf("server.key"), "--curve-key", Path.Combine(clients, "alice.key"), "--timeout", "30"))
            .AssertOutput("hi\n");
        (await ToolRun.ToEndAsync(
            "req", endpoint, "-m", "hi", "--curve-server-key", PathOf("server.key"), "--curve-key", PathOf("mallory.key"), "--timeout", "30"))
            .AssertFailure(4, $"{endpoint} refused the credentials (status 400)");
    }

    [Test]
    public async Task A_plain_server_accepts_its_user_alone()
    {
        await using ToolRun server = new("pull", "@" + Any, "--plain-user", "me", "--plain-password", "secret", "-n", "1");
        string endpoint = await server.EndpointAsync();
        (await ToolRun.ToEndAsync("push", ">" + endpoint, "-m", "no", "--plain-user", "me", "--plain-password", "guess", "--timeout", "30"))
            .AssertFailure(4, "refused the credentials");
        ToolResult sent = await ToolRun.ToEndAsync("push", ">" + endpoint, "-m", "yes", "--plain-user", "me", "--plain-password", "secret", "--timeout", "30");
        Assert.That(sent.ExitCode, Is.Zero, sent.Errors);
        (await server.EndAsync()).AssertOutput("yes\n");
        Assert.That(server.Errors, Does.Contain("refused the credentials of a peer").And.Contain("(status 400)"));
    }

    [Test]
    public async Task A_curve_server_of_pyzmq_is_subscribed_to()
    {
        CurveKeyPair keys = CurveKeyPair.Generate();
        using PythonPeer peer = new("xpub", "bind", Any, "curve-server", keys.PublicKey, keys.SecretKey, "*");
        await using ToolRun run = new("sub", peer.Endpoint, "-n", "1", "--curve-server-key", keys.PublicKey);
        Assert.That(peer.ReceiveHex(), Is.EqualTo("01"));
        peer.Send("encrypted");
        (await run.EndAsync()).AssertOutput("encrypted\n");
    }

    [TestCase("--plain-user needs --plain-password", "--plain-user", "me")]
    [TestCase("is neither a public key", "--curve-server-key", "short")]
    [TestCase("There is no certificate none.key", "--curve-server-key", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7", "--curve-key", "none.key")]
    [TestCase("one mechanism", "--plain-user", "me", "--curve-key", "x")]
    public async Task Wrong_credentials_are_usage_errors(string text, params string[] options) =>
        (await ToolRun.ToEndAsync(["sub", "tcp://127.0.0.1:1", .. options])).AssertFailure(2, text);
}
