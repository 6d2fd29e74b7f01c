using System.Diagnostics;
using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Places for sockets, which libzmq frees late, and file descriptors, without which it aborts.</content>
public sealed unsafe partial class Context
{
    // For each I/O thread and for the reaper libzmq opens a mailbox and a poll set, and one mailbox for the socket itself.
    private const int DescriptorsPerThread = 2;

    /// <summary>The longest wait for the place of a closed socket, which libzmq frees some time later.</summary>
    internal static readonly TimeSpan LongestReaping = TimeSpan.FromSeconds(2);

    // When a socket was closed last, on the monotonic clock; 0 if none was.
    private long _lastClosed;
    private bool _threadsStarted;
    private bool _hasNetwork;

    /// <summary>Whether libzmq's reaper may still have a closed socket to take apart.</summary>
    internal bool IsReaping =>
        Volatile.Read(ref _lastClosed) is not 0 and var closed && Stopwatch.GetElapsedTime(closed) < LongestReaping;

    /// <summary>Notes that libzmq was told to close a socket.</summary>
    internal void NoteReaping() => Volatile.Write(ref _lastClosed, Stopwatch.GetTimestamp());

    /// <summary>Waits for a short time for the reaper, if places are taken by sockets that are closed.</summary>
    /// <returns>False when it does not help, or <paramref name="limit"/> has passed.</returns>
    internal bool WaitForReaper(Deadline limit, ref SpinWait spin)
    {
        if (!IsReaping || limit.MillisecondsLeft == 0 || OpenSockets >= MaxSockets)
        {
            return false;
        }

        spin.SpinOnce();
        return true;
    }

    // Nothing can linger: there are no I/O threads, and no sockets any more.
    private bool EndsAtOnce => !_threadsStarted || (!_hasNetwork && InprocNames.Slots == 0 && OpenSockets == 0);

    // The first socket starts the threads, and libzmq aborts when one of them cannot have its poll set.
    private void RequireDescriptorsInsideLock(SocketType type)
    {
        if (_threadsStarted || IsShutdown)
        {
            return;
        }

        int needed = (DescriptorsPerThread * (GetOption(Libzmq.ZMQ_IO_THREADS) + 1)) + 1;
        if (!Descriptors.AreLeft(needed))
        {
            ThrowHelper.Throw(
                Errno.EMFILE, $"create {type.NativeName()} socket", advice:
                $"The first socket of a context needs {needed} file descriptors. {ErrorAdvice.NoDescriptors}");
        }
    }

    // At its end libzmq makes a socket for each inproc connection that still waits for its peer, and aborts when it cannot.
    private void AwaitDescriptorsForNames()
    {
        if (InprocNames.Slots is > 0 and var slots)
        {
            SpinWait.SpinUntil(() => Descriptors.AreLeft(slots));
        }
    }
}
