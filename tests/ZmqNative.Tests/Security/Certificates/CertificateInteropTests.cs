using System.Text;

namespace ZmqNative.Tests;

/// <summary>Certificate files exchanged with pyzmq and CZMQ, and a connection with what was exchanged.</summary>
[Platform(Exclude = "Win", Reason = "the Python peers are bound to Unix")]
public sealed class CertificateInteropTests : CertificateTest
{
    private static readonly KeyValuePair<string, string>[] Metadata = [new("name", "Åsa"), new("e-mail", "asa@example.org # x"), new("empty", "")];

    [Test]
    public void Pyzmq_reads_ours()
    {
        using Certificate ours = Certificate.Create(Metadata);
        ours.Save(At("client.key"));
        using PythonPeer peer = Run("pyzmq", "read", "client.key");
        AssertKeys(peer, ours.PublicKey, "None");
        AssertKeys(peer, ours.PublicKey, Encoding.ASCII.GetString(ours.SecretKey));
        Assert.That(peer.ReadLine(), Is.EqualTo($"folder {ours.PublicKey}"));
        peer.AssertDone();
    }

    [Test]
    public void Ours_reads_pyzmqs()
    {
        using PythonPeer peer = Run("pyzmq", "write", "client");
        string publicKey = peer.ReadLine();
        string secretKey = peer.ReadLine();
        peer.AssertDone();
        Assert.That(() => Certificate.Load(At("client")), Throws.TypeOf<CertificateException>().With.Message.Contains("chmod 600"), "pyzmq lets others read it");
        using Certificate loaded = Certificate.Load(At("client"), unsafeIgnorePermissions: true);
        AssertLoaded(loaded, publicKey, secretKey);
        Assert.That(new CertificateFolder(Folder).Contains(publicKey), Is.True);
    }

    [Test]
    public void Czmq_reads_ours()
    {
        using Certificate ours = Certificate.Create(Metadata);
        ours.Save(At("client"));
        using PythonPeer peer = Run("czmq", "read", "client");
        AssertKeys(peer, ours.PublicKey, Encoding.ASCII.GetString(ours.SecretKey));
        foreach ((string name, string value) in Metadata)
        {
            Assert.That(peer.ReadLine(), Is.EqualTo($"{name}={value}"));
        }

        Assert.That(peer.ReadLine(), Is.EqualTo("folder True"));
        peer.AssertDone();
    }

    [Test]
    public void Ours_reads_czmqs()
    {
        using PythonPeer peer = Run("czmq", "write", "client");
        string publicKey = peer.ReadLine();
        string secretKey = peer.ReadLine();
        peer.AssertDone();
        using Certificate loaded = Certificate.Load(At("client"));
        AssertLoaded(loaded, publicKey, secretKey);
        Assert.That(new CertificateFolder(Folder).Contains(publicKey), Is.True);
    }

    [Test]
    public void A_certificate_without_a_secret_key_that_czmq_saved_has_none()
    {
        using PythonPeer peer = Run("czmq", "strip", "client");
        string publicKey = peer.ReadLine();
        peer.AssertDone();
        using Certificate loaded = Certificate.Load(At("client"));
        Assert.That(loaded.PublicKey, Is.EqualTo(publicKey));
        Assert.That(loaded.HasSecretKey, Is.False);
    }

    [Test]
    public void Pyzmqs_server_serves_our_client_with_certificates_of_both()
    {
        using Certificate client = Certificate.Create();
        client.Save(At("client.key"));
        using PythonPeer peer = Run("pyzmq", "serve", "server");
        string endpoint = peer.ReadLine();
        using Socket req = Connected(SocketType.Req, endpoint, socket => client.ApplyAsClient(socket, Certificate.LoadPublic(At("server")).PublicKey));
        req.Send("hello");
        Assert.That(ReceiveText(req), Is.EqualTo("hello"));
        peer.AssertDone();
    }

    [Test]
    public void Czmqs_authenticator_serves_our_client_and_refuses_a_stranger()
    {
        using Certificate server = Certificate.Create();
        server.Save(At("server"));
        using Certificate client = Certificate.Create();
        client.SavePublic(At("client"));
        using Certificate stranger = Certificate.Create();
        using PythonPeer peer = Run("czmq", "serve", "server");
        string endpoint = peer.ReadLine();
        using (Socket refused = Create(SocketType.Req, socket => stranger.ApplyAsClient(socket, server.PublicKey)))
        using (SocketMonitor monitor = refused.Monitor())
        {
            refused.Connect(endpoint);
            Assert.That(Await(monitor, SocketEvents.HandshakeFailedAuthentication).AuthenticationStatus, Is.EqualTo(400));
        }

        using Socket req = Connected(SocketType.Req, endpoint, socket => client.ApplyAsClient(socket, server.PublicKey));
        req.Send("hello");
        Assert.That(ReceiveText(req), Is.EqualTo("hello"));
        peer.WriteLine("end");
        peer.AssertDone();
    }

    private static void AssertKeys(PythonPeer peer, string publicKey, string secretKey)
    {
        Assert.That(peer.ReadLine(), Is.EqualTo(publicKey), peer.ToString());
        Assert.That(peer.ReadLine(), Is.EqualTo(secretKey), peer.ToString());
    }

    private static void AssertLoaded(Certificate loaded, string publicKey, string secretKey)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(loaded.PublicKey, Is.EqualTo(publicKey));
            Assert.That(Encoding.ASCII.GetString(loaded.SecretKey), Is.EqualTo(secretKey));
            Assert.That(loaded.Metadata.OrderBy(item => item.Key, StringComparer.Ordinal), Is.EqualTo(
                new KeyValuePair<string, string>[] { new("city", "Århus N"), new("name", "it's me") }), "CZMQ does not keep an order");
        }
    }

    private PythonPeer Run(string library, string verb, string name)
    {
        PythonPeer peer = new("certificates.py", [library, verb, Folder, name]);
        if (peer.Endpoint == "missing")
        {
            peer.Dispose();
            throw Requirement.Czmq.Missing("libczmq.so.4 cannot be loaded");
        }

        return peer;
    }
}
