namespace ZmqNative.Patterns.Tests.Security;

/// <summary>A test with an authenticator, and with lines of its log.</summary>
public abstract class SecurityTest : PatternsTest
{
    protected const string ZapEndpoint = "inproc://zeromq.zap.01";

    protected CurveKeyPair ServerKeys { get; private set; } = null!;

    protected CurveKeyPair ClientKeys { get; private set; } = null!;

    private protected AllLines Log { get; private set; } = null!;

    [SetUp]
    public void MakeKeys()
    {
        if (!Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without CURVE");
        }

        ServerKeys = CurveKeyPair.Generate();
        ClientKeys = CurveKeyPair.Generate();
        Log = new AllLines();
    }

    [TearDown]
    public void DisposeLog() => Log.Dispose();

    protected Authenticator Authenticate(AuthenticationPolicy? fallback = null, AuthenticatorOptions? options = null) =>
        new(fallback, (options ?? new AuthenticatorOptions()) with { Context = Context, LoggerFactory = Log });

    // libzmq keeps a connection with status 300 for so long.
    protected static void HandshakeInterval(Socket socket) => socket.HandshakeInterval = TimeSpan.FromMilliseconds(250);

    protected ReplyServer Serve(SecurityOptions security, Action<Socket>? configure = null) => new(
        AnyPort,
        static request => $"{request.UserId}: {request.Text}",
        On(new ReplyServerOptions { Security = security, ConfigureSocket = configure }));

    protected RequestClient Call(Pattern server, SecurityOptions? security) =>
        new(server.LastEndpoint, On(new RequestClientOptions { Security = security, RequestTimeout = Generous }));

    protected static AuthenticationPolicy Curve(params (string, string)[] users) => new() { Curve = new CurveUsers(users) };
}
