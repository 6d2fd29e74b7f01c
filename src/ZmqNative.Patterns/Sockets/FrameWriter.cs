using System.Buffers;

namespace ZmqNative.Patterns;

/// <summary>A pooled buffer to serialize into, which then becomes a frame.</summary>
internal sealed class FrameWriter : IBufferWriter<byte>, IDisposable
{
    private const int InitialSize = 1024;

    // A larger buffer is returned to the array pool instead of being kept by the writer.
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static FrameWriter? t_spare;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
    private int _written;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _written);

    public static FrameWriter Rent()
    {
        FrameWriter writer = t_spare ?? new FrameWriter();
        t_spare = null;
        return writer;
    }

    /// <summary>Makes a frame with the bytes that <paramref name="write"/> writes.</summary>
    public static Frame Write<TState>(Action<IBufferWriter<byte>, TState> write, TState state)
    {
        using FrameWriter writer = Rent();
        write(writer, state);
        return writer.ToFrame();
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _written);
        _written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <summary>
    /// Makes a frame with the written bytes: a copy if they are few, else the buffer itself, which libzmq returns to the pool.
    /// </summary>
    public Frame ToFrame()
    {
        if (_written < Frame.ZeroCopyThreshold)
        {
            return Frame.Copy(Written);
        }

        byte[] buffer = _buffer;
        int written = _written;
        _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
        _written = 0;
        return Frame.Wrap(
            buffer.AsMemory(0, written), static state => ArrayPool<byte>.Shared.Return((byte[])state!), buffer);
    }

    public void Dispose()
    {
        _written = 0;
        if (_buffer.Length > LargestKept)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialSize);
        }

        t_spare = this;
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 1);
        if (_buffer.Length - _written < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _written + needed));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
    }
}
