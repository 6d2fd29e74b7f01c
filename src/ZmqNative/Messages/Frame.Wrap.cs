using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Frames over memory that is not copied.</content>
public readonly unsafe partial struct Frame
{
    /// <summary>
    /// The size, in bytes, from which sending a managed array without a copy beats copying it. Below it use
    /// <see cref="Copy"/>, or send the span.
    /// </summary>
    /// <remarks>
    /// Measured by <c>bench/ZmqNative.Benchmarks</c>, making and ending a frame, copied against wrapped: 65 and 65 ns at
    /// 1 KiB, 84 and 66 ns at 4 KiB, 192 and 70 ns at 16 KiB.
    /// </remarks>
    public const int ZeroCopyThreshold = 4 * 1024;

    /// <summary>A frame over a managed array, without a copy; the array is pinned until libzmq is done with it.</summary>
    /// <param name="array">The bytes, which must not change until <paramref name="release"/> is called.</param>
    /// <param name="release">
    /// Called once with the array, on any thread, often an I/O thread of libzmq: it must be quick and must not throw or
    /// call into a socket. Null for no action.
    /// </param>
    /// <returns>A frame that the caller owns.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="array"/> is null.</exception>
    public static Frame Wrap(byte[] array, Action<byte[]>? release = null)
    {
        ArgumentNullException.ThrowIfNull(array);
        return Wrap(array.AsMemory(), array, release is null ? null : WrappedBuffer.ReleaseArray, release);
    }

    /// <summary>A frame over managed or native memory, without a copy; it is pinned until libzmq is done with it.</summary>
    /// <param name="memory">The bytes, which must not change until <paramref name="release"/> is called.</param>
    /// <param name="release">
    /// Called once with <paramref name="state"/>, on any thread, often an I/O thread of libzmq: it must be quick and must
    /// not throw or call into a socket. Null for no action.
    /// </param>
    /// <param name="state">The state that <paramref name="release"/> is given, such as the owner of the memory.</param>
    /// <returns>A frame that the caller owns.</returns>
    /// <exception cref="ZmqException">There is not enough memory (<c>ENOMEM</c>).</exception>
    public static Frame Wrap(ReadOnlyMemory<byte> memory, Action<object?>? release = null, object? state = null) =>
        Wrap(memory, state, release is null ? null : WrappedBuffer.ReleaseState, release);

    private static Frame Wrap(
        ReadOnlyMemory<byte> memory, object? state, Action<Delegate, object?>? invoke, Delegate? release)
    {
        WrappedBuffer buffer = WrappedBuffer.Rent(memory, state, invoke, release);
        FrameCore core = FramePool.Rent();
        if (Libzmq.zmq_msg_init_data(
            core.Message, buffer.Pointer, (nuint)memory.Length, &WrappedBuffer.OnFree, buffer.Hint) != 0)
        {
            int errno = Libzmq.zmq_errno();

            // The callback is not called when the call fails, and the message is undefined.
            _ = Libzmq.zmq_msg_init(core.Message);
            FramePool.Return(core);
            buffer.Abandon();
            ThrowHelper.Throw(errno, "wrap a buffer as a frame");
        }

        core.Replaced();
        return new Frame(core);
    }
}
