using System.Runtime.CompilerServices;

namespace ZmqNative.Tests;

/// <summary>A test with its own context, after which no native object may be alive.</summary>
[TestFixture]
public abstract class ZmqTest
{
    /// <summary>The one time-out of all tests: far beyond what any of them needs, so that it only ends a hang.</summary>
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    private static int _lastName;

    protected Context Context { get; private set; } = null!;

    /// <summary>An inproc endpoint that no other test uses.</summary>
    protected static string Inproc() => $"inproc://test-{Interlocked.Increment(ref _lastName)}";

    [SetUp]
    public void CreateContext() => Context = new Context();

    [TearDown]
    public void AssertNothingIsAlive()
    {
        Context.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Accounting.LiveContexts, Is.Zero, "contexts alive");
            Assert.That(Accounting.LiveSockets, Is.Zero, "sockets alive");
            Assert.That(Accounting.LiveFrames, Is.Zero, "frames alive");
            Assert.That(Accounting.LiveWrappedBuffers, Is.Zero, "wrapped buffers alive");
        }
    }

    /// <summary>A bound and a connected socket over inproc.</summary>
    protected (Socket Bound, Socket Connected) Pair(SocketType bound, SocketType connected)
    {
        string endpoint = Inproc();
        Socket first = Context.CreateSocket(bound);
        Socket second = Context.CreateSocket(connected);
        first.Bind(endpoint);
        second.Connect(endpoint);
        return (first, second);
    }

    /// <summary>Waits until another thread is in a call: no event reports that, so this reads the flag that the call sets.</summary>
    protected static void WaitUntilInCall(Socket socket)
    {
        bool inside = SpinWait.SpinUntil(() => Volatile.Read(ref Busy(socket.Guard)), Generous);
        Assert.That(inside, Is.True, $"no thread is in a call of the {socket}");
    }

    /// <summary>Receives one frame as text, or fails the test.</summary>
    protected static string ReceiveText(Socket socket)
    {
        Assert.That(socket.TryReceive(out Frame frame, Generous), Is.True, "nothing came");
        using (frame)
        {
            return frame.ToString();
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_busy")]
    private static extern ref bool Busy(SocketHandle handle);
}
