using System.Text;

namespace ZmqNative.Tests;

public sealed class PlainTests : SocketTest
{
    [Test]
    public void The_right_password_opens_the_connection()
    {
        using ZapHandler handler = new(Context, Check);
        using Socket rep = Bound(SocketType.Rep, out string endpoint, FreePort, Serve);
        using Socket req = Client("admin", "1234", endpoint);
        req.Send("hello");
        Assert.That(ReceiveText(rep), Is.EqualTo("hello"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rep.Mechanism, Is.EqualTo(SecurityMechanism.Plain));
            Assert.That(req.Mechanism, Is.EqualTo(SecurityMechanism.Plain));
            Assert.That(req.PlainUsername, Is.EqualTo("admin"));
            Assert.That(handler.Requests.TryDequeue(out ZapRequest? request), Is.True);
            Assert.That(request!.Mechanism, Is.EqualTo("PLAIN"));
            Assert.That(request.Credentials, Has.Length.EqualTo(2));
        }
    }

    [Test]
    public void A_wrong_password_is_refused_on_both_sides()
    {
        using ZapHandler handler = new(Context, Check);
        using Socket rep = Create(SocketType.Rep, Serve);
        using SocketMonitor server = rep.Monitor();
        rep.Bind(FreePort);
        using Socket req = Create(SocketType.Req, static s =>
        {
            s.PlainUsername = "admin";
            s.PlainPassword = "guess";
            s.Linger = TimeSpan.Zero;
        });
        using SocketMonitor client = req.Monitor();
        req.Connect(rep.LastEndpoint);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Await(server, SocketEvents.HandshakeFailedAuthentication).AuthenticationStatus, Is.EqualTo(400));
            Assert.That(Await(client, SocketEvents.HandshakeFailedAuthentication).AuthenticationStatus, Is.EqualTo(400));
        }
    }

    [Test]
    public void A_null_server_asks_the_handler_when_it_has_a_domain()
    {
        using ZapHandler handler = new(Context, static _ => 400);
        using Socket rep = Create(SocketType.Rep, static s => s.ZapDomain = "guarded");
        using SocketMonitor monitor = rep.Monitor();
        rep.Bind(FreePort);
        using Socket req = Connected(SocketType.Req, rep.LastEndpoint, static s => s.Linger = TimeSpan.Zero);
        Assert.That(Await(monitor, SocketEvents.HandshakeFailedAuthentication).AuthenticationStatus, Is.EqualTo(400));
        Assert.That(handler.Requests.TryDequeue(out ZapRequest? request), Is.True);
        Assert.That((request!.Domain, request.Mechanism), Is.EqualTo(("guarded", "NULL")));
    }

    [Test]
    public void A_server_that_enforces_an_empty_domain_is_refused()
    {
        RequireDraft();
        using Socket rep = Create(SocketType.Rep, static s =>
        {
            s.PlainServer = true;
            s.ZapEnforceDomain = true;
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => rep.Bind(FreePort), Throws.InvalidOperationException.With.Message.Contains("ZapDomain"));
            Assert.That(() => rep.Connect("tcp://127.0.0.1:1"), Throws.InvalidOperationException);
        }

        rep.ZapDomain = "now there is one";
        rep.Bind(FreePort);
    }

    private static int Check(ZapRequest request) =>
        Encoding.UTF8.GetString(request.Credentials[0]) == "admin" && Encoding.UTF8.GetString(request.Credentials[1]) == "1234"
            ? 200
            : 400;

    private static void Serve(Socket socket)
    {
        socket.PlainServer = true;
        socket.ZapDomain = "tests";
    }

    private Socket Client(string user, string password, string endpoint) =>
        Connected(SocketType.Req, endpoint, socket =>
        {
            socket.PlainUsername = user;
            socket.PlainPassword = password;
        });
}
