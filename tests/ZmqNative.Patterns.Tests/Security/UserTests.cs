using System.Net.Sockets;
using System.Security.Claims;
using System.Text;

namespace ZmqNative.Patterns.Tests.Security;

/// <summary>The user of received messages.</summary>
public sealed class UserTests : SecurityTest
{
    [Test]
    public async Task The_user_has_the_metadata_as_claims_and_is_made_once()
    {
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy
        {
            Curve = new CurveUsers().With("alice", ClientKeys.PublicKey, [new("tenant", "nörth"), new("Role", "admin, writer")]),
        });
        List<ClaimsPrincipal?> users = [];
        await using ReplyServer server = new(
            AnyPort,
            request =>
            {
                users.Add(request.User);
                return "ok";
            },
            On(new ReplyServerOptions { Security = new CurveServer(ServerKeys) }));
        await using RequestClient client = Call(server, new CurveClient(ServerKeys.PublicKey, ClientKeys));
        _ = await client.RequestAsync("one", cancellationToken: Limit);
        _ = await client.RequestAsync("two", cancellationToken: Limit);
        ClaimsPrincipal user = users[0]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(user.Identity!.Name, Is.EqualTo("alice"));
            Assert.That((user.Identity.IsAuthenticated, user.Identity.AuthenticationType), Is.EqualTo((true, "CURVE")));
            Assert.That(user.FindFirst("tenant")!.Value, Is.EqualTo("nörth"));
            Assert.That((user.IsInRole("admin"), user.IsInRole("writer"), user.IsInRole("admin, writer")), Is.EqualTo((true, true, false)));
            Assert.That(users[1], Is.SameAs(user));
        }
    }

    [Test]
    public async Task Each_receiving_pattern_has_it()
    {
        await using Authenticator authenticator = Authenticate(Curve(("alice", ClientKeys.PublicKey)));
        SecurityOptions server = new CurveServer(ServerKeys);
        SecurityOptions client = new CurveClient(ServerKeys.PublicKey, ClientKeys);

        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions { Security = server }));
        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions { Security = client }));
        await pusher.PushAsync("x");
        using (ReceivedMessage pulled = await puller.ReceiveAsync(Limit))
        {
            Assert.That((pulled.User?.Identity?.Name, pulled.UserId, pulled.PeerAddress), Is.EqualTo(("alice", "alice", "127.0.0.1")));
        }

        await using PairServer pair = new(AnyPort, static message => message.User?.Identity?.Name ?? "?", On(new PairOptions { Security = server }));
        await using PairClient pairClient = new(pair.LastEndpoint, On(new PairOptions { Security = client, RequestTimeout = Generous }));
        Assert.That(await pairClient.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("alice"));

        await using Subscriber subscriber = new($"@{AnyPort}", "news", On(new SubscriberOptions { Security = server }));
        await using Publisher publisher = new($">{subscriber.LastEndpoint}", On(new PublisherOptions { Security = client }));
        await publisher.WaitForSubscriberAsync(1, Limit);
        await publisher.PublishAsync("news", "x");
        using ReceivedMessage published = await subscriber.ReceiveAsync(Limit);
        Assert.That(published.User?.Identity?.Name, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Messages_without_an_authenticated_user_have_none()
    {
        await using Authenticator authenticator = Authenticate(new AuthenticationPolicy { Null = AuthenticationCheck.Anyone });
        await using ReplyServer server = new(
            AnyPort, static request => $"{request.User is null} {request.UserId is null}", On(new ReplyServerOptions { Security = new NullServer() }));
        await using RequestClient client = Call(server, security: null);
        Assert.That(await client.RequestAsync("x", cancellationToken: Limit), Is.EqualTo("True True"));
    }

    // libzmq adds what a peer sends in its handshake to the properties of its messages, where no ZAP handler has given the same.
    [Test]
    public async Task A_peer_cannot_send_a_user_id_or_an_identity_in_its_handshake()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        using TcpClient peer = new();
        await peer.ConnectAsync("127.0.0.1", int.Parse(puller.LastEndpoint[(puller.LastEndpoint.LastIndexOf(':') + 1)..]), Limit);
        NetworkStream stream = peer.GetStream();
        byte[] greeting = new byte[64];
        (greeting[0], greeting[9], greeting[10]) = (0xFF, 0x7F, 3);
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        string token = Encoding.ASCII.GetString(PeerIdentityToken.Write(new PeerIdentity
        {
            UserId = "admin",
            Domain = "global",
            Mechanism = SecurityMechanism.Curve,
            Address = "127.0.0.1",
        }));
        string forged = (token[0] == 'A' ? 'B' : 'A') + token[1..];
        byte[] ready = [.. "\u0005READY"u8, .. Property("Socket-Type", "PUSH"), .. Property("User-Id", "admin"), .. Property("X-ZmqNative-Peer", forged)];
        await stream.WriteAsync(greeting, Limit);
        await stream.WriteAsync(new byte[] { 6, 0, 0, 0, 0, 0, 0, (byte)(ready.Length >> 8), (byte)ready.Length }, Limit);
        await stream.WriteAsync(ready, Limit);
        await puller.WaitForPeersAsync(1, Limit);
        await stream.WriteAsync("\0\u0005hello"u8.ToArray(), Limit);
        using ReceivedMessage message = await puller.ReceiveAsync(Limit);
        Assert.That(message.Frames[0].UserId, Is.EqualTo("admin"), "libzmq passes it");
        Assert.That(message.Frames[0].GetProperty("X-ZmqNative-Peer"), Is.EqualTo(forged), "libzmq passes it");
        Assert.That((message.UserId, message.User), Is.EqualTo(default((string, ClaimsPrincipal))));

        static byte[] Property(string name, string value) =>
            [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, (byte)(value.Length >> 8), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
    }

    [Test]
    public void An_identity_that_is_written_is_read_and_one_that_was_changed_is_not()
    {
        PeerIdentity peer = new()
        {
            UserId = "älice",
            Domain = "global",
            Mechanism = SecurityMechanism.Plain,
            Address = "10.0.0.7",
            Credential = "älice",
            Digest = "AB",
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = "a\"b\u0001" },
        };
        byte[] token = PeerIdentityToken.Write(peer);
        Assert.That(PeerIdentityToken.TryRead(token, out PeerIdentity? read), Is.True);
        Assert.That(token, Has.None.EqualTo(0).And.None.GreaterThan(127));
        Assert.That(
            (read!.UserId, read.Domain, read.Mechanism, read.Address, read.Credential, read.Digest, read.Metadata["role"]),
            Is.EqualTo((peer.UserId, peer.Domain, peer.Mechanism, peer.Address, peer.Credential, peer.Digest, peer.Metadata["role"])));
        for (int i = 0; i < token.Length; i++)
        {
            token[i] ^= 1;
            Assert.That(PeerIdentityToken.TryRead(token, out _), Is.False, $"byte {i}");
            token[i] ^= 1;
            Assert.That(PeerIdentityToken.TryRead(token.AsSpan(0, i), out _), Is.False, $"{i} bytes");
        }
    }
}
