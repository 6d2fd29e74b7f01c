namespace ZmqNative.Interleavings;

/// <summary>A socket with its reactor.</summary>
internal sealed class SocketWorld
{
    public SocketWorld(int highWatermark = 4)
    {
        Native = new Socket(highWatermark);
        Socket = new AsyncSocket(Native, Reactor, new AsyncSocketOptions { MaxSpins = 0 }, lease: null);
    }

    public Reactor Reactor { get; } = new();

    public Socket Native { get; }

    public AsyncSocket Socket { get; }

    /// <summary>Starts the reactor, and a peer with these steps.</summary>
    public void Peer(Schedule schedule, params Action[] steps)
    {
        schedule.Start(() => Reactor.Loop(Native), serves: true);
        schedule.Start(() => Array.ForEach(steps, static step => step()));
    }

    public void CheckIdle()
    {
        Check.That(Socket.PendingReceives == 0 && Socket.PendingSends == 0, "an operation is pending");
        Check.That(PatternAccounting.LiveWaiters == 0, "a waiter is alive");
    }
}
