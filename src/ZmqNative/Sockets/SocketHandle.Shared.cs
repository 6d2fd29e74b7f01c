using System.Runtime.CompilerServices;

namespace ZmqNative;

/// <content>Sockets of the types that several threads may use at once: the calls inside are counted.</content>
/// <remarks>
/// Closing adds a number that makes the count negative. The call that brings it down to that number is the last, and closes; a call that
/// comes later sees a negative count and turns back.
/// </remarks>
internal sealed unsafe partial class SocketHandle
{
    private const int Open = 0;
    private const int Closing = 1;
    private const int Shared = 2;

    private int _inside;

    /// <summary>Whether several threads may be inside at once.</summary>
    public bool IsShared => (_state & Shared) != 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void* EnterShared()
    {
        if (!IsShared)
        {
            ThrowHelper.ThrowSocketClosed(Type);
        }

        if (Interlocked.Increment(ref _inside) < 0)
        {
            ExitShared();
            ThrowHelper.ThrowSocketClosed(Type);
        }

        return (void*)_native;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExitSharedOrClosing()
    {
        if (IsShared)
        {
            ExitShared();
        }
        else
        {
            CloseNative();
        }
    }

    private void ExitShared()
    {
        if (Interlocked.Decrement(ref _inside) == int.MinValue)
        {
            CloseNative();
        }
    }

    private void CloseShared()
    {
        if (Interlocked.Add(ref _inside, int.MinValue) == int.MinValue)
        {
            CloseNative();
        }
    }
}
