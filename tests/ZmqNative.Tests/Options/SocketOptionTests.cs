using System.Reflection;

namespace ZmqNative.Tests;

/// <summary>
/// Options that a build of libzmq lacks give a <see cref="ZmqException"/> with <c>EINVAL</c>, and its message says that the build
/// may not have the option. The one that <c>./build.sh native</c> makes lacks GSSAPI, VMCI and WSS.
/// </summary>
public sealed class SocketOptionTests : SocketTest
{
    private static readonly HashSet<string> BytesAndFacts =
    [
        nameof(Socket.RoutingId), nameof(Socket.CurvePublicKey), nameof(Socket.CurveSecretKey), nameof(Socket.CurveServerKey),
    ];

    [TestCaseSource(typeof(OptionCases), nameof(OptionCases.All))]
    public void Options_are_read_back_as_they_were_set(OptionCase option)
    {
        PropertyInfo property = typeof(Socket).GetProperty(option.Property)!;
        RequireDraftFor(property);
        using Socket socket = Create(option.Type);
        if (option.Needs is { } needed && !Zmq.Has(needed))
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(() => Get(property, socket), Missing(), "reading");
                Assert.That(() => Set(property, socket, option.Values[0]), Missing(), "setting");
            }

            return;
        }

        if (Zmq.Version < option.Since)
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(() => Get(property, socket), TooOld(), "reading");
                Assert.That(() => Set(property, socket, option.Values[0]), TooOld(), "setting");
            }

            return;
        }

        Assert.That(Get(property, socket), Is.EqualTo(option.Initial), "the default");
        foreach (object? value in option.Values)
        {
            Set(property, socket, value);
            Assert.That(Get(property, socket), Is.EqualTo(value));
        }

        object? kept = Get(property, socket);
        using (Assert.EnterMultipleScope())
        {
            foreach (object? value in option.Refused)
            {
                Assert.That(() => Set(property, socket, value), Throws.TypeOf(option.Refusal), $"{value}");
            }

            Assert.That(Get(property, socket), Is.EqualTo(kept), "a refused value changes nothing");
        }
    }

    [Test]
    public void Every_settable_property_is_tested()
    {
        IEnumerable<string> settable = typeof(Socket).GetProperties()
            .Where(static property => property.CanWrite)
            .Select(static property => property.Name);
        Assert.That(OptionCases.All().Select(static option => option.Property).Concat(BytesAndFacts), Is.EquivalentTo(settable));
    }

    [TestCaseSource(typeof(OptionCases), nameof(OptionCases.All))]
    public void Options_of_a_closed_socket_throw(OptionCase option)
    {
        PropertyInfo property = typeof(Socket).GetProperty(option.Property)!;
        Socket socket = Create(option.Type);
        socket.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => Get(property, socket), Throws.TypeOf<ObjectDisposedException>());
            Assert.That(() => Set(property, socket, option.Values[0]), Throws.TypeOf<ObjectDisposedException>());
        }
    }

    [Test]
    public void Read_only_properties_have_their_values()
    {
        (Socket pull, Socket push) = Pair(SocketType.Pull, SocketType.Push);
        using (pull)
        using (push)
        {
            SendTexts(push, "1", "2");
            Assert.That(pull.Poll(PollEvents.In, Generous), Is.EqualTo(PollEvents.In));
            using (Assert.EnterMultipleScope())
            {
                Assert.That(pull.Type, Is.EqualTo(SocketType.Pull));
                Assert.That(pull.Context, Is.SameAs(Context));
                Assert.That(pull.Events, Is.EqualTo(PollEvents.In));
                Assert.That(push.Events, Is.EqualTo(PollEvents.Out));
                Assert.That((long)pull.FileDescriptor, Is.Positive);
                Assert.That((long)pull.Handle, Is.Not.Zero);
                Assert.That(pull.IsThreadSafe, Is.False);
                Assert.That(pull.Mechanism, Is.EqualTo(SecurityMechanism.None));
                Assert.That(pull.HasMore, Is.False);
                Assert.That(pull.IsClosed, Is.False);
                Assert.That(ReceiveText(pull), Is.EqualTo("1"));
                Assert.That(pull.HasMore, Is.True);
                Assert.That(ReceiveText(pull), Is.EqualTo("2"));
            }
        }
    }

    [Test]
    public void Options_of_other_socket_types_are_refused()
    {
        using Socket pull = Create(SocketType.Pull);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => pull.RouterMandatory = true, Missing());
            Assert.That(() => pull.RequestRelaxed = true, Missing());
            Assert.That(() => pull.XPubManual = true, Missing());
            Assert.That(() => pull.StreamNotify = true, Missing());
            Assert.That(() => pull.Subscribe("x"), Missing());
            Assert.That(() => pull.SetXPubWelcomeMessage("x"u8), Missing());
            Assert.That(pull.RouterMandatory, Is.False);
        }
    }

    [Test]
    public void Times_are_rounded_up_to_the_unit()
    {
        using Socket socket = Create(SocketType.Dealer);
        socket.SendTimeout = TimeSpan.FromTicks(1);
        socket.TcpKeepAliveIdle = TimeSpan.FromMilliseconds(1001);
        socket.HeartbeatTtl = TimeSpan.FromMilliseconds(101);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(socket.SendTimeout, Is.EqualTo(TimeSpan.FromMilliseconds(1)));
            Assert.That(socket.TcpKeepAliveIdle, Is.EqualTo(TimeSpan.FromSeconds(2)));
            Assert.That(socket.HeartbeatTtl, Is.EqualTo(TimeSpan.FromMilliseconds(200)));
        }
    }

    [Test]
    public void A_heartbeat_time_out_cannot_be_unset()
    {
        using Socket socket = Create(SocketType.Dealer);
        socket.HeartbeatTimeout = null;
        socket.HeartbeatTimeout = TimeSpan.FromSeconds(1);
        Assert.That(() => socket.HeartbeatTimeout = null, Throws.ArgumentNullException);
    }

    [Test]
    public void Null_unsets_texts_where_libzmq_can()
    {
        using Socket socket = Create(SocketType.Dealer);
        socket.BindToDevice = "lo";
        socket.BindToDevice = null;
        socket.UnsafeSocksProxy = "127.0.0.1:1";
        socket.UnsafeSocksProxy = null;
        socket.PlainUsername = "user";
        Assert.That(socket.Mechanism, Is.EqualTo(SecurityMechanism.Plain));
        socket.PlainUsername = null;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(socket.BindToDevice, Is.Empty);
            Assert.That(socket.UnsafeSocksProxy, Is.Empty);
            Assert.That(socket.Mechanism, Is.EqualTo(SecurityMechanism.None));
        }
    }

    [Test]
    public void Raw_options_are_read_and_set_by_number()
    {
        using Socket socket = Create(SocketType.Dealer);
        socket.SetOption(Interop.Libzmq.ZMQ_SNDHWM, 17);
        socket.SetOption(Interop.Libzmq.ZMQ_ROUTING_ID, "me"u8);
        byte[] buffer = new byte[10];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(socket.GetInt32Option(Interop.Libzmq.ZMQ_SNDHWM), Is.EqualTo(17));
            Assert.That(socket.GetOption(Interop.Libzmq.ZMQ_ROUTING_ID, buffer), Is.EqualTo(2));
            Assert.That(buffer[..2], Is.EqualTo("me"u8.ToArray()));
            Assert.That(() => socket.GetOption(Interop.Libzmq.ZMQ_ROUTING_ID, new byte[1]), Missing());
            Assert.That(() => socket.SetOption(9999, 1), Missing());
            Assert.That(() => socket.GetInt32Option(Interop.Libzmq.ZMQ_AFFINITY), Missing(), "it has 8 bytes");
        }
    }

    [Test]
    public void Values_set_by_number_are_checked_and_read_back_as_those_of_properties_are()
    {
        using Socket xpub = Create(SocketType.XPub);
        xpub.SetOption(Interop.Libzmq.ZMQ_XPUB_VERBOSE, 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(xpub.XPubVerbose, Is.True, "libzmq cannot be asked for it");
            Assert.That(
                () => xpub.SetOption(Interop.Libzmq.ZMQ_SNDHWM, -1),
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("ZMQ_SNDHWM must be 0 or more"));
            Assert.That(
                () => xpub.HeartbeatTtl = TimeSpan.FromSeconds(6554),
                Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("from 0 to 01:49:13.5"));
        }
    }

    [Test]
    public void Each_option_of_the_table_has_the_name_of_its_number()
    {
        IEnumerable<FieldInfo> constants = new[] { typeof(Interop.Libzmq), typeof(Interop.LibzmqDraft), typeof(Interop.LibzmqNative) }
            .SelectMany(static type => type.GetFields())
            .Where(static field => field.IsLiteral);
        foreach (string name in SocketOptions.All.Select(static option => option.Name))
        {
            int number = (int)constants.Single(field => field.Name == name).GetRawConstantValue()!;
            Assert.That(SocketOptions.Describe(number), Is.EqualTo($"{name} ({number})"));
        }

        Assert.That(SocketOptions.Describe(9999), Is.EqualTo("unknown (9999)"));
    }

    [Test]
    public void Routing_ids_are_bytes()
    {
        using Socket socket = Create(SocketType.Dealer);
        Assert.That(socket.RoutingId.Length, Is.Zero);
        byte[] longest = [.. Enumerable.Range(1, 255).Select(static i => (byte)i)];
        socket.RoutingId = longest;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(socket.RoutingId.ToArray(), Is.EqualTo(longest));
            Assert.That(() => socket.RoutingId = [], Throws.Exception);
            Assert.That(() => socket.RoutingId = new byte[256], Throws.Exception);
            Assert.That(() => socket.RoutingId = [0, 1], Throws.ArgumentException, "libzmq makes such ids up itself");
        }
    }

    [Test]
    public void Draft_types_report_whether_they_are_thread_safe()
    {
        RequireDraft();
        foreach (SocketType type in Enum.GetValues<SocketType>())
        {
            using Socket socket = Create(type);
            Assert.That(type.IsThreadSafe(), Is.EqualTo(socket.IsThreadSafe), $"{type}");
        }
    }

    [Test]
    public void Topics_are_counted_since_4_3_5()
    {
        RequireDraft();
        using Socket pub = Bound(SocketType.Pub, out string endpoint);
        using Socket sub = Connected(SocketType.Sub, endpoint);
        using Socket pull = Create(SocketType.Pull);
        if (Zmq.Version < new Version(4, 3, 5))
        {
            Assert.That(() => sub.TopicsCount, TooOld());
            Assert.That(() => sub.SetHiccupMessage("x"u8), TooOld());
            return;
        }

        sub.Subscribe("a");
        sub.Subscribe("b");
        Assert.That(sub.TopicsCount, Is.EqualTo(2));
        Eventually(() => pub.Events != PollEvents.In && pub.TopicsCount == 2, "the publisher counts something else");
        Assert.That(() => pull.TopicsCount, Missing());
    }

    [Test]
    public void A_lost_connection_is_reported_by_a_hiccup_message_since_4_3_5()
    {
        RequireDraft();
        if (Zmq.Version < new Version(4, 3, 5))
        {
            Assert.Ignore($"This libzmq is {Zmq.Version}.");
        }

        using Socket dealer = Create(SocketType.Dealer, static s => s.SetHiccupMessage("lost"u8));
        Socket router = Bound(SocketType.Router, out string endpoint, FreePort);
        dealer.Connect(endpoint);
        dealer.Send("x");
        router.ReceiveMessage().Dispose();
        router.Dispose();
        Assert.That(ReceiveText(dealer), Is.EqualTo("lost"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_ipc_listener_accepts_what_one_of_its_filters_names(bool accepted)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("Filters of processes are for Linux.");
        }

        using Socket pull = Bound(
            SocketType.Pull,
            out string endpoint,
            Ipc(),
            s =>
            {
                s.AddIpcUserFilter(uint.MaxValue - 1);
                s.AddIpcGroupFilter(uint.MaxValue - 1);
                s.AddIpcProcessFilter(accepted ? Environment.ProcessId : int.MaxValue);
            });
        using Socket push = Create(SocketType.Push);
        using SocketMonitor monitor = push.Monitor(SocketEvents.HandshakeSucceeded | SocketEvents.Disconnected | SocketEvents.HandshakeFailedNoDetail);
        push.Connect(endpoint);
        Assert.That(monitor.TryReceive(out SocketEvent first, Generous), Is.True);
        Assert.That(first.Kind == SocketEvents.HandshakeSucceeded, Is.EqualTo(accepted), $"{first.Kind}");
    }

    private static NUnit.Framework.Constraints.ContainsConstraint TooOld() =>
        Throws.TypeOf<NotSupportedException>().With.Message.Contains("4.3.5");

    private static void RequireDraftFor(PropertyInfo property)
    {
        if (property.IsDefined(typeof(System.Diagnostics.CodeAnalysis.ExperimentalAttribute)))
        {
            RequireDraft();
        }
    }

    private static NUnit.Framework.Constraints.ContainsConstraint Missing() =>
        Throws.TypeOf<ZmqException>().With.Property("ErrorName").EqualTo("EINVAL").And.Message.Contains("libzmq does not have");

    private static object? Get(PropertyInfo property, Socket socket) => Unwrap(() => property.GetValue(socket));

    private static void Set(PropertyInfo property, Socket socket, object? value) =>
        Unwrap(() =>
        {
            property.SetValue(socket, value);
            return value;
        });

    private static object? Unwrap(Func<object?> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerException!);
            throw;
        }
    }
}
