using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative.Tests;

/// <summary>Blocking calls continue to wait when a signal interrupts them (EINTR).</summary>
[Platform("Linux", Reason = "signals to single threads")]
public sealed class InterruptTests : ZmqTest
{
    private const int Storm = 300_000;
    private const int Messages = 1_000;

    public static IEnumerable<TestCaseData> Waits =>
    [
        Wait("Receive of a frame", static socket =>
        {
            using Frame frame = socket.Receive();
            return MemoryMarshal.Read<int>(frame.Span);
        }),
        Wait("Receive of a span", static socket =>
        {
            int value = 0;
            _ = socket.Receive(MemoryMarshal.AsBytes(new Span<int>(ref value)));
            return value;
        }),
        Wait("ReceiveMessage", static socket =>
        {
            using MultipartMessage message = socket.ReceiveMessage();
            return MemoryMarshal.Read<int>(message[0].Span);
        }),
        Wait("TryReceive with a time-out", static socket =>
        {
            Assert.That(socket.TryReceive(out Frame frame, Generous), Is.True);
            using (frame)
            {
                return MemoryMarshal.Read<int>(frame.Span);
            }
        }),
        Wait("Socket.Poll", static socket =>
        {
            Assert.That(socket.Poll(PollEvents.In, Generous), Is.EqualTo(PollEvents.In));
            return ReadNow(socket);
        }),
        Wait("Poller.Poll", static socket =>
        {
            using Poller poller = new();
            _ = poller.Add(socket, PollEvents.In);
            Assert.That(poller.Poll(Generous), Is.EqualTo(1));
            return ReadNow(socket);
        }),
    ];

    [OneTimeSetUp]
    public void InstallTheSignalHandler()
    {
        if (!Environment.Is64BitProcess)
        {
            Assert.Ignore("The layout of struct sigaction is that of 64 bits.");
        }

        Signals.Install();
    }

    [Test]
    public void The_signals_of_these_tests_interrupt_libzmq()
    {
        using Socket socket = Context.CreateSocket(SocketType.Pull);
        using ManualResetEventSlim interrupted = new();
        int result = 0, errno = 0;
        using TestThread receiver = new(() =>
        {
            (result, errno) = PollForEver(socket.Handle);
            interrupted.Set();
        });

        while (!interrupted.IsSet)
        {
            Signals.Send(receiver.SignalId);
        }

        receiver.Join();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.EqualTo(-1));
            Assert.That(errno, Is.EqualTo(Errno.EINTR));
        }
    }

    [TestCaseSource(nameof(Waits))]
    public void A_wait_survives_a_storm_of_signals_and_gets_its_message(Func<Socket, int> receive)
    {
        (Socket bound, Socket connected) = Pair(SocketType.Pair, SocketType.Pair);
        using (bound)
        using (connected)
        {
            int expected = 0;
            using TestThread receiver = new(() =>
            {
                while (expected < Messages)
                {
                    Assert.That(receive(connected), Is.EqualTo(expected));
                    expected++;
                }
            });

            for (int i = 0; i < Messages; i++)
            {
                for (int j = 0; j < Storm / Messages; j++)
                {
                    Signals.Send(receiver.SignalId);
                }

                bound.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in i)));
            }

            receiver.Join();
            Assert.That(expected, Is.EqualTo(Messages));
        }
    }

    [Test]
    public void A_send_that_waits_for_room_survives_a_storm_of_signals()
    {
        using Socket bound = Context.CreateSocket(SocketType.Pair);
        using Socket connected = Context.CreateSocket(SocketType.Pair);
        bound.ReceiveHighWatermark = 1;
        connected.SendHighWatermark = 1;
        string endpoint = Inproc();
        bound.Bind(endpoint);
        connected.Connect(endpoint);

        using TestThread sender = new(() =>
        {
            for (int i = 0; i < Messages; i++)
            {
                connected.Send(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in i)));
            }
        });

        for (int i = 0; i < Messages; i++)
        {
            for (int j = 0; j < Storm / Messages; j++)
            {
                Signals.Send(sender.SignalId);
            }

            Assert.That(bound.TryReceive(out Frame frame, Generous), Is.True);
            using (frame)
            {
                Assert.That(MemoryMarshal.Read<int>(frame.Span), Is.EqualTo(i));
            }
        }

        sender.Join();
    }

    private static TestCaseData Wait(string name, Func<Socket, int> receive) =>
        new TestCaseData(receive).SetArgDisplayNames(name);

    private static int ReadNow(Socket socket)
    {
        Assert.That(socket.TryReceive(out Frame frame), Is.True);
        using (frame)
        {
            return MemoryMarshal.Read<int>(frame.Span);
        }
    }

    private static unsafe (int Result, int Errno) PollForEver(nint socket)
    {
        zmq_pollitem_t item = new() { socket = (void*)socket, events = Libzmq.ZMQ_POLLIN };
        int result = Libzmq.zmq_poll(&item, 1, new CLong(-1));
        return (result, Libzmq.zmq_errno());
    }
}
