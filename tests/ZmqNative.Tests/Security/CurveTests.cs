using System.Text;

namespace ZmqNative.Tests;

public sealed class CurveTests : SocketTest
{
    private CurveKeyPair _server = null!;
    private CurveKeyPair _client = null!;

    [SetUp]
    public void MakeKeys()
    {
        if (!Zmq.Has("curve"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} was built without CURVE");
        }

        _server = CurveKeyPair.Generate();
        _client = CurveKeyPair.Generate();
    }

    [Test]
    public void The_right_keys_open_an_encrypted_connection()
    {
        using Socket rep = Server();
        using Socket req = Client(_server.PublicKey, rep.LastEndpoint);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rep.Mechanism, Is.EqualTo(SecurityMechanism.Curve));
            Assert.That(req.Mechanism, Is.EqualTo(SecurityMechanism.Curve));
            Assert.That(rep.CurveServer, Is.True);
            Assert.That(req.CurveServer, Is.False);
        }

        req.Send("secret");
        Assert.That(ReceiveText(rep), Is.EqualTo("secret"));
        rep.Send(new byte[100_000]);
        Assert.That(ReceiveBytes(req), Has.Length.EqualTo(100_000));
    }

    [Test]
    public void A_wrong_server_key_fails_the_handshake()
    {
        using Socket rep = Create(SocketType.Rep, _server.ApplyAsServer);
        using SocketMonitor monitor = rep.Monitor();
        rep.Bind(FreePort);
        using Socket req = Client(_client.PublicKey, rep.LastEndpoint);
        SocketEvent failed = Await(monitor, SocketEvents.HandshakeFailedProtocol);
        Assert.That(failed.ProtocolError, Is.EqualTo(ProtocolError.ZmtpCryptographic));
    }

    [Test]
    public void A_client_without_curve_is_a_mechanism_mismatch()
    {
        using Socket rep = Create(SocketType.Rep, _server.ApplyAsServer);
        using SocketMonitor monitor = rep.Monitor();
        rep.Bind(FreePort);
        using Socket req = Connected(SocketType.Req, rep.LastEndpoint);
        SocketEvent failed = Await(monitor, SocketEvents.HandshakeFailedProtocol);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed.ProtocolError, Is.EqualTo(ProtocolError.ZmtpMechanismMismatch));
            Assert.That(failed.AuthenticationStatus, Is.Null);
        }
    }

    [TestCase(200)]
    [TestCase(400)]
    [TestCase(500)]
    public void A_handler_accepts_or_refuses_by_the_clients_key(int status)
    {
        using ZapHandler handler = new(Context, _ => status);
        using Socket rep = Create(SocketType.Rep, socket =>
        {
            _server.ApplyAsServer(socket);
            socket.ZapDomain = "tests";
        });
        using SocketMonitor monitor = rep.Monitor();
        rep.Bind(FreePort);
        using Socket req = Client(_server.PublicKey, rep.LastEndpoint);
        if (status == 200)
        {
            req.Send("hello");
            Assert.That(rep.TryReceive(out Frame frame, Generous), Is.True);
            using (frame)
            using (Assert.EnterMultipleScope())
            {
                Assert.That(frame.UserId, Is.EqualTo("the user"));
                Assert.That(frame.PeerAddress, Is.EqualTo("127.0.0.1"));
                Assert.That(frame.GetProperty("Socket-Type"), Is.EqualTo("REQ"));
            }
        }
        else
        {
            Assert.That(Await(monitor, SocketEvents.HandshakeFailedAuthentication).AuthenticationStatus, Is.EqualTo(status));
        }

        Assert.That(handler.Requests.TryPeek(out ZapRequest? request), Is.True);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(request!.Domain, Is.EqualTo("tests"));
            Assert.That(request.Mechanism, Is.EqualTo("CURVE"));
            Assert.That(request.Address, Is.EqualTo("127.0.0.1"));
            Assert.That(Z85.Encode(request.Credentials[0]), Is.EqualTo(_client.PublicKey));
        }
    }

    [Test]
    public void Keys_are_taken_raw_or_as_text_and_given_as_text()
    {
        using Socket socket = Create(SocketType.Dealer);
        socket.CurvePublicKey = Encoding.ASCII.GetBytes(_client.PublicKey);
        socket.CurveSecretKey = Z85.Decode(_client.SecretKey);
        socket.CurveServerKey = Z85.Decode(_server.PublicKey);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Encoding.ASCII.GetString(socket.CurvePublicKey), Is.EqualTo(_client.PublicKey));
            Assert.That(Encoding.ASCII.GetString(socket.CurveSecretKey), Is.EqualTo(_client.SecretKey));
            Assert.That(Encoding.ASCII.GetString(socket.CurveServerKey), Is.EqualTo(_server.PublicKey));
        }
    }

    [Test]
    public void Pairs_are_different_and_the_public_half_follows_from_the_secret_one()
    {
        CurveKeyPair same = CurveKeyPair.FromSecret(_client.SecretKey);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_client.PublicKey, Is.Not.EqualTo(_server.PublicKey));
            Assert.That(_client.PublicKey, Has.Length.EqualTo(CurveKeyPair.KeyLength));
            Assert.That(Z85.Decode(_client.SecretKey), Has.Length.EqualTo(32));
            Assert.That(same.PublicKey, Is.EqualTo(_client.PublicKey));
            Assert.That(same.SecretKey, Is.EqualTo(_client.SecretKey));
            Assert.That(_client.ToString(), Is.EqualTo(_client.PublicKey), "a log shows no secret");
        }
    }

    [Test]
    public void The_test_vector_of_the_specification_holds()
    {
        // From the zmq_curve manual pages.
        CurveKeyPair pair = CurveKeyPair.FromSecret("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs");
        Assert.That(pair.PublicKey, Is.EqualTo("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"));
    }

    [Test]
    public void Wrong_keys_are_refused_without_being_shown()
    {
        using Socket socket = Create(SocketType.Dealer);
        string almost = _client.SecretKey[..39];
        using (Assert.EnterMultipleScope())
        {
            foreach (string wrong in new[] { string.Empty, almost, almost + "~", almost + "é", almost + "xx", new string('#', 40) })
            {
                Assert.That(() => CurveKeyPair.FromSecret(wrong), Throws.ArgumentException.With.Message.Not.Contains(almost));
                Assert.That(() => socket.CurveSecretKey = Encoding.UTF8.GetBytes(wrong), Throws.ArgumentException);
                Assert.That(() => _client.ApplyAsClient(socket, wrong), Throws.ArgumentException);
            }

            foreach (int length in new[] { 0, 1, 31, 33, 39, 41, 1000 })
            {
                Assert.That(() => socket.CurvePublicKey = new byte[length], Throws.ArgumentException, $"{length} bytes");
            }

            Assert.That(() => CurveKeyPair.FromSecret(null!), Throws.ArgumentNullException);
            Assert.That(() => _client.ApplyAsClient(socket, null!), Throws.ArgumentNullException);
            Assert.That(() => _client.ApplyAsClient(null!, _server.PublicKey), Throws.ArgumentNullException);
            Assert.That(() => _client.ApplyAsServer(null!), Throws.ArgumentNullException);
            Assert.That(socket.Mechanism, Is.EqualTo(SecurityMechanism.None));
        }
    }

    private Socket Server() => Bound(SocketType.Rep, out _, FreePort, _server.ApplyAsServer);

    private Socket Client(string serverKey, string endpoint) =>
        Connected(SocketType.Req, endpoint, socket =>
        {
            _client.ApplyAsClient(socket, serverKey);
            socket.Linger = TimeSpan.Zero;
        });
}
