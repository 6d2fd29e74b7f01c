namespace ZmqNative.Patterns.Tests.Connections;

[TestFixture]
public sealed class ConnectionTableTests
{
    private const string Listener = "tcp://127.0.0.1:5555";
    private const string Named = "tcp://localhost:5555";
    private const string Alias = "tcp://alias:5555";

    [Test]
    public void Handshakes_are_distinguished_by_both_addresses()
    {
        ConnectionTable table = Versioned();
        Accept(table, 1, "a");
        Accept(table, 2, "b");
        Apply(table, SocketEvents.HandshakeSucceeded, 0, Listener, "a");
        Apply(table, SocketEvents.Disconnected, 2, Listener, "b");
        Assert.That((table.Connected, table.Epoch), Is.EqualTo((1, 0L)));

        Apply(table, SocketEvents.Disconnected, 1, Listener, "a");
        Assert.That((table.Connected, table.Epoch, table.Size), Is.EqualTo((0, 1L, 0)));
    }

    [Test]
    public void Without_addresses_peers_with_a_handshake_stay_while_others_fail()
    {
        ConnectionTable table = Plain();
        for (ulong regular = 1; regular <= 10; regular++)
        {
            Accept(table, regular);
            Apply(table, SocketEvents.HandshakeSucceeded, 0, Listener);
        }

        for (int i = 0; i < 1000; i++)
        {
            Accept(table, 11);
            Accept(table, 12);
            Apply(table, SocketEvents.Disconnected, 12, Listener);
            Apply(table, SocketEvents.Disconnected, 11, Listener);
        }

        Assert.That(table.Connected, Is.EqualTo(10));
        for (ulong regular = 1; regular <= 10; regular++)
        {
            Apply(table, SocketEvents.Disconnected, regular, Listener);
        }

        Assert.That((table.Connected, table.Size), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Without_addresses_the_count_is_correct_after_all_handshakes()
    {
        ConnectionTable table = Plain();
        Accept(table, 1);
        Accept(table, 2);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, Listener);
        Assert.That(table.Connected, Is.EqualTo(1));

        // The first one had completed its handshake, but no event says so.
        Apply(table, SocketEvents.Disconnected, 1, Listener);
        Assert.That(table.Connected, Is.EqualTo(1));
        Apply(table, SocketEvents.Disconnected, 2, Listener);
        Assert.That((table.Connected, table.Size), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_failure_after_the_handshake_is_the_end_of_a_connection()
    {
        ConnectionTable table = Plain();
        Accept(table, 1);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, Listener);
        Apply(table, SocketEvents.HandshakeFailedProtocol, 1, Listener);
        Apply(table, SocketEvents.Disconnected, 1, Listener);
        Assert.That(table.Connected, Is.Zero);
    }

    [Test]
    public void Events_that_overtake_each_other_leave_no_entries()
    {
        ConnectionTable table = new(versioned: true, exclusive: false, overtaking: true);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, Listener, "a");
        Accept(table, 1, "a");
        Assert.That(table.Connected, Is.EqualTo(1));
        Apply(table, SocketEvents.Disconnected, 1, Listener, "a");
        Apply(table, SocketEvents.Disconnected, 2, Listener, "b");
        Accept(table, 2, "b");
        Assert.That((table.Connected, table.Size), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_name_is_recognized_by_the_address_that_it_is_connected_to_again()
    {
        ConnectionTable table = Plain();
        table.Connecting(Named);
        Connect(table, 1, Named);
        Apply(table, SocketEvents.Disconnected, 1, Named);
        Apply(table, SocketEvents.ConnectRetried, 100, Listener);
        Connect(table, 1, Listener);
        Assert.That((table.Connected, table.IsConnected(Named), table.Epoch), Is.EqualTo((1, true, 1L)));

        table.Disconnected(Named);

        Assert.That((table.Connected, table.Epoch, table.Size), Is.EqualTo((0, 2L, 0)));
    }

    [Test]
    public void Events_of_an_endpoint_that_was_disconnected_do_not_count()
    {
        ConnectionTable table = Versioned();
        table.Connecting(Listener);
        table.Disconnected(Listener);
        Apply(table, SocketEvents.Connected, 1, "local 1", Listener);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, "local 1", Listener);
        Assert.That((table.Connected, table.Size), Is.EqualTo((0, 0)));

        // The same when it is connected again: one session has one connection.
        table.Connecting(Listener);
        Apply(table, SocketEvents.Connected, 1, "local 1", Listener);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, "local 1", Listener);
        Apply(table, SocketEvents.Connected, 2, "local 2", Listener);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, "local 2", Listener);
        Assert.That(table.Connected, Is.EqualTo(1));
    }

    [Test]
    public void The_table_does_not_grow_with_endpoints_ever_used()
    {
        ConnectionTable table = Versioned();
        for (int i = 0; i < 1000; i++)
        {
            string endpoint = $"tcp://host-{i}:1";
            table.Connecting(endpoint);
            Apply(table, SocketEvents.Connected, 1, "local", endpoint);
            Apply(table, SocketEvents.HandshakeSucceeded, 0, "local", endpoint);
            Apply(table, SocketEvents.Disconnected, 1, "local", endpoint);
            table.Disconnected(endpoint);
            Apply(table, SocketEvents.Disconnected, 1, "local", endpoint);
        }

        Assert.That(table.Size, Is.Zero);
    }

    [Test]
    public void A_session_that_libzmq_does_not_connect_again_is_lost_and_no_other()
    {
        ConnectionTable table = Versioned();
        table.Connecting(Named);
        Apply(table, SocketEvents.Connected, 1, "local", Named);
        ConnectedEndpoint? lost = Apply(table, SocketEvents.Disconnected, 1, "local", Named);
        Assert.That(lost?.Name, Is.EqualTo(Named));
        Apply(table, SocketEvents.ConnectRetried, 100, string.Empty, Listener);
        Assert.That(table.TryRenew(lost!), Is.False);

        Apply(table, SocketEvents.Connected, 1, "local", Listener);
        lost = Apply(table, SocketEvents.Disconnected, 1, "local", Listener);
        Assert.That(lost?.Name, Is.EqualTo(Named));
        Assert.That(table.TryRenew(lost!), Is.True);
        Assert.That(table.TryRenew(lost!), Is.False);
        table.Disconnected(Named);
        Assert.That(table.TryRenew(lost!), Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_pair_loses_its_connection_with_its_peer_and_not_with_a_refused_one(bool versioned)
    {
        ConnectionTable table = new(versioned, exclusive: true, overtaking: false);
        (string peer, string refused) = versioned ? ("peer", "refused") : (string.Empty, string.Empty);
        Accept(table, 1, peer);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, Listener, peer);
        Accept(table, 2, refused);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, Listener, refused);
        Assert.That(table.Connected, Is.EqualTo(1));
        Apply(table, SocketEvents.Disconnected, 2, Listener, refused);
        Assert.That((table.Connected, table.Epoch), Is.EqualTo((1, 0L)));
        Apply(table, SocketEvents.Disconnected, 1, Listener, peer);
        Assert.That((table.Connected, table.Epoch), Is.EqualTo((0, 1L)));
    }

    [TestCase("tcp://127.0.0.1:5555", "tcp://127.0.0.1:5555", 0)]
    [TestCase("tcp://0.0.0.0:5555", "tcp://127.0.0.1:5555", 0)]
    [TestCase("tcp://[::]:5555", "tcp://[::1]:5555", 0)]
    [TestCase("tcp://0.0.0.0:5556", "tcp://127.0.0.1:5555", 1)]
    [TestCase("tcp://127.0.0.2:5555", "tcp://127.0.0.1:5555", 1)]
    public void Connections_accepted_at_an_endpoint_end_with_it(string bound, string local, int left)
    {
        ConnectionTable table = Versioned();
        Apply(table, SocketEvents.Accepted, 1, local, "a");
        Apply(table, SocketEvents.HandshakeSucceeded, 0, local, "a");
        table.Unbound(bound);
        Assert.That(table.Connected, Is.EqualTo(left));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Names_of_one_address_have_a_connection_each(bool versioned)
    {
        ConnectionTable table = versioned ? Versioned() : Plain();
        foreach (string name in new[] { Named, Alias })
        {
            table.Connecting(name);
            table.Readdress(name, Listener, Listener);
        }

        table.Connecting(Listener);
        for (ulong session = 1; session <= 3; session++)
        {
            ConnectTo(table, versioned, session);
        }

        Assert.That((table.Connected, table.Epoch, table.Outages), Is.EqualTo((3, 0L, 0L)));
        Assert.That(new[] { Named, Alias, Listener }.Select(table.IsConnected), Is.All.True);

        // One connection is lost, and libzmq makes it again: the others stay.
        ConnectedEndpoint? lost = Disconnect(table, versioned, 2);
        Apply(table, SocketEvents.ConnectRetried, 100, versioned ? string.Empty : Listener, versioned ? Listener : string.Empty);
        Assert.That((table.Connected, table.Epoch, table.Outages), Is.EqualTo((2, 1L, 0L)));
        Assert.That(table.TryRenew(lost!), Is.False);
        ConnectTo(table, versioned, 4);
        Assert.That((table.Connected, table.Epoch, table.Outages), Is.EqualTo((3, 1L, 0L)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_end_at_an_address_ends_the_connections_of_all_its_names(bool versioned)
    {
        ConnectionTable table = versioned ? Versioned() : Plain();
        table.Connecting(Named);
        table.Readdress(Named, Listener, Listener);
        table.Connecting(Listener);
        ConnectTo(table, versioned, 1);
        ConnectTo(table, versioned, 2);

        Assert.That(table.Disconnected(Named), Is.EqualTo(1), "libzmq has ended the other, too");

        Assert.That((table.Connected, table.Outages), Is.EqualTo((0, 1L)));
        ConnectTo(table, versioned, 3);
        Assert.That((table.Connected, table.IsConnected(Listener)), Is.EqualTo((1, true)));
        Assert.That(table.Disconnected(Listener), Is.Zero);
        Assert.That((table.Connected, table.Size), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_retry_belongs_to_the_endpoint_that_lost_its_connection()
    {
        // libzmq resolves the name: once connected again it reports the address, which another endpoint is.
        ConnectionTable table = Versioned();
        table.Connecting(Listener);
        table.Connecting(Named);
        Apply(table, SocketEvents.Connected, 1, "local 1", Listener);
        Apply(table, SocketEvents.Connected, 2, "local 2", Named);
        ConnectedEndpoint? lost = Apply(table, SocketEvents.Disconnected, 2, "local 2", Named);

        Apply(table, SocketEvents.ConnectRetried, 100, string.Empty, Listener);

        Assert.That((lost?.Name, table.TryRenew(lost!)), Is.EqualTo((Named, false)));
        Apply(table, SocketEvents.Connected, 3, "local 3", Listener);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, "local 3", Listener);
        Assert.That((table.IsConnected(Named), table.Epoch), Is.EqualTo((true, 0L)));
    }

    private static ConnectionTable Versioned() => new(versioned: true, exclusive: false, overtaking: false);

    private static ConnectionTable Plain() => new(versioned: false, exclusive: false, overtaking: false);

    private static void Accept(ConnectionTable table, ulong descriptor, string remote = "") =>
        Apply(table, SocketEvents.Accepted, descriptor, Listener, remote);

    private static void Connect(ConnectionTable table, ulong descriptor, string endpoint)
    {
        Apply(table, SocketEvents.Connected, descriptor, endpoint);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, endpoint);
    }

    private static void ConnectTo(ConnectionTable table, bool versioned, ulong descriptor)
    {
        (string local, string remote) = versioned ? ($"local {descriptor}", Listener) : (Listener, string.Empty);
        Apply(table, SocketEvents.Connected, descriptor, local, remote);
        Apply(table, SocketEvents.HandshakeSucceeded, 0, local, remote);
    }

    private static ConnectedEndpoint? Disconnect(ConnectionTable table, bool versioned, ulong descriptor) => versioned
        ? Apply(table, SocketEvents.Disconnected, descriptor, $"local {descriptor}", Listener)
        : Apply(table, SocketEvents.Disconnected, descriptor, Listener);

    private static ConnectedEndpoint? Apply(
        ConnectionTable table, SocketEvents kind, ulong value, string local, string remote = "") =>
        table.Apply(new SocketEvent(kind, value, local) { RemoteEndpoint = remote });
}
