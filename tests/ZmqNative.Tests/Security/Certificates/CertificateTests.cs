using System.Text;

namespace ZmqNative.Tests;

public sealed class CertificateTests : CertificateTest
{
    private static readonly KeyValuePair<string, string>[] Metadata =
    [
        new("name", "Åsa \"the admin\" Ünal"),
        new("e-mail", "asa@example.org # private"),
        new("empty", string.Empty),
        new("a/b.c", "  it's = 'quoted'  "),
        new("name", "a second one"),
    ];

    [Test]
    public void A_new_certificate_has_keys_that_belong_together()
    {
        using Certificate made = Certificate.Create(Metadata);
        CurveKeyPair same = CurveKeyPair.FromSecret(Encoding.ASCII.GetString(made.SecretKey));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(made.HasSecretKey, Is.True);
            Assert.That(made.PublicKey, Is.EqualTo(same.PublicKey));
            Assert.That(made.ToKeyPair().SecretKey, Is.EqualTo(same.SecretKey));
            Assert.That(made.ToString(), Is.EqualTo(made.PublicKey), "a log shows no secret");
            Assert.That(made.Metadata, Is.EqualTo(Metadata));
            Assert.That(made.FindMetadata("name"), Is.EqualTo(Metadata[0].Value), "the first of that name, as CZMQ has it");
            Assert.That(made.FindMetadata("Name"), Is.Null);
        }
    }

    [Test]
    public void The_secret_key_is_overwritten_by_dispose()
    {
        Certificate made = Certificate.Create();
        ReadOnlySpan<byte> secret = made.SecretKey;
        made.Dispose();
        Assert.That(secret.ToArray(), Is.All.Zero);
        using Socket socket = Create(SocketType.Dealer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => made.SecretKey.Length, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(made.ToKeyPair, Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => made.ApplyAsServer(socket), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => made.Save(At("gone")), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(Directory.GetFiles(Folder), Is.Empty);
            Assert.That(made.Dispose, Throws.Nothing);
        }
    }

    [Test]
    public void Certificates_open_an_encrypted_connection()
    {
        using Certificate server = Certificate.Create();
        using Certificate client = Certificate.Create();
        using Socket rep = Create(SocketType.Rep, server.ApplyAsServer);
        rep.Bind(FreePort);
        using Socket req = Connected(SocketType.Req, rep.LastEndpoint, socket => client.ApplyAsClient(socket, server.PublicKey));
        req.Send("secret");
        Assert.That(ReceiveText(rep), Is.EqualTo("secret"));
        Assert.That(rep.Mechanism, Is.EqualTo(SecurityMechanism.Curve));
    }

    [Test]
    public void A_certificate_without_a_secret_key_cannot_be_applied()
    {
        using Certificate peer = Certificate.FromPublicKey(CurveKeyPair.Generate().PublicKey, Metadata);
        using Socket socket = Create(SocketType.Dealer);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(peer.HasSecretKey, Is.False);
            Assert.That(peer.SecretKey.IsEmpty, Is.True);
            Assert.That(() => peer.ApplyAsServer(socket), Throws.InvalidOperationException);
            Assert.That(() => peer.ApplyAsClient(socket, peer.PublicKey), Throws.InvalidOperationException);
            Assert.That(peer.ToKeyPair, Throws.InvalidOperationException);
            Assert.That(socket.Mechanism, Is.EqualTo(SecurityMechanism.None));
        }
    }

    [Test]
    public void What_the_format_cannot_express_is_refused()
    {
        string key = CurveKeyPair.Generate().PublicKey;
        using (Assert.EnterMultipleScope())
        {
            foreach (string name in new[] { string.Empty, "two words", "/a", "a/", "é", "a=b", "#", "a\n" })
            {
                Assert.That(() => Certificate.FromPublicKey(key, [new(name, "x")]), Throws.ArgumentException, name);
            }

            foreach (string value in new[] { "two\nlines", "\r", "\0", "\u001b[31m", "\u007f", "lone \ud800", "it's \"#\"", " it's \"x\" ", "\"a\" # 'b'" })
            {
                Assert.That(() => Certificate.FromPublicKey(key, [new("x", value)]), Throws.ArgumentException, value);
                Assert.That(() => Certificate.Create([new("x", value)]), Throws.ArgumentException, value);
            }

            foreach (string wrong in new[] { string.Empty, key[..39], key[..39] + "~", key[..39] + "é", key + "xx", new string('#', 40) })
            {
                Assert.That(() => Certificate.FromPublicKey(wrong), Throws.ArgumentException, wrong);
            }

            Assert.That(() => Certificate.FromPublicKey(null!), Throws.ArgumentNullException);
            Assert.That(() => Certificate.FromKeyPair(null!), Throws.ArgumentNullException);
            Assert.That(() => Certificate.Create([new(null!, "x")]), Throws.ArgumentException);
            Assert.That(() => Certificate.Create([new("x", null!)]), Throws.ArgumentException);
        }
    }
}
