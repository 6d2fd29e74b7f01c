namespace ZmqNative.Patterns.Tests.Interop;

/// <summary>CURVE and PLAIN with pyzmq at the other end, and its authenticator.</summary>
public sealed class SecurityInteropTests : InteropTest
{
    // The pairs of the manual pages of libzmq, as in driver.py.
    private static readonly CurveKeyPair Server = CurveKeyPair.FromSecret("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6");
    private static readonly CurveKeyPair Client = CurveKeyPair.FromSecret("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs");

    [TestCase("curve_client")]
    [TestCase("plain_client")]
    public async Task A_Python_client_and_our_authenticator(string role)
    {
        await using Authenticator authenticator = new(
            new AuthenticationPolicy { Curve = new CurveUsers(("alice", Client.PublicKey)), Plain = new PlainUsers(("alice", "secret")) },
            new AuthenticatorOptions { Context = Context });
        await using ReplyServer server = new(
            AnyPort,
            static request => $"{request.User!.Identity!.Name}: {request.Text}",
            On(new ReplyServerOptions { Security = role == "curve_client" ? new CurveServer(Server) : new PlainServer() }));
        await using PythonPeer python = PythonPeer.Start(role, PortOf(server.LastEndpoint), 0);
        Assert.That((await python.ReadAsync(Limit)).GetString(), Is.EqualTo("alice: hello"));
    }

    [TestCase("curve_server")]
    [TestCase("plain_server")]
    public async Task Our_client_and_the_authenticator_of_pyzmq(string role)
    {
        bool curve = role == "curve_server";
        await using PythonPeer python = PythonPeer.Start(role, 0, 0);
        string endpoint = await python.ReadEndpointAsync(Limit);
        await using RequestClient client = Connect(
            endpoint, curve ? new CurveClient(Server.PublicKey, Client) : new PlainClient("alice", "secret"));
        Assert.That(await client.RequestAsync("x", cancellationToken: Limit), Is.EqualTo(curve ? Client.PublicKey : "alice"));
        await using RequestClient stranger = Connect(
            endpoint, curve ? new CurveClient(Server.PublicKey) : new PlainClient("alice", "wrong"));
        AuthenticationRejectedException? refused = await Assert.ThrowsAsync<AuthenticationRejectedException>(
            () => stranger.RequestAsync("x", cancellationToken: Limit).AsTask());
        Assert.That(refused!.Status, Is.EqualTo(400));
    }

    private RequestClient Connect(string endpoint, SecurityOptions security) =>
        new(endpoint, On(new RequestClientOptions { Security = security, RequestTimeout = Generous }));
}
