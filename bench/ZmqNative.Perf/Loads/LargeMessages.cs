namespace ZmqNative.Perf;

/// <summary>Large messages without a copy: PUSH wraps one of several arrays, and PULL reads in place.</summary>
/// <remarks>By default only the first and the last byte are read: then only the transfer of the message is measured.</remarks>
internal sealed class LargeMessages : Load
{
    private const int Buffers = 16;
    private const int CacheLine = 64;

    private static long s_released;

    /// <summary>Whether the receiver reads a byte of every cache line, as code that uses a message does.</summary>
    public bool ReadsAll { get; init; }

    public override Task<double> LocalAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Pull);
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        _ = Receive(socket, 1, end);
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count - 1))
        {
            _ = Receive(socket, chunk, end);
        }

        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    });

    public override Task<double> RemoteAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Push);
        socket.Linger = null;
        socket.Connect(end.Endpoint);
        byte[][] buffers = [.. Enumerable.Range(0, Buffers).Select(_ => new byte[end.Size])];

        // Pages that were never written would all map to one page of zeros, which is always in the cache.
        for (int i = 0; i < Buffers; i++)
        {
            buffers[i].AsSpan().Fill((byte)i);
        }

        foreach (int chunk in Chunks(end.Count))
        {
            Send(socket, chunk, buffers);
        }

        return double.NaN;
    });

    private long Receive(Socket socket, int count, End end)
    {
        long sum = 0;

        // Each message is received over the one before, which libzmq then frees: as the C program does.
        using Frame frame = Frame.Empty();
        for (int i = 0; i < count; i++)
        {
            socket.ReceiveInto(frame);
            ReadOnlySpan<byte> bytes = frame.Span;
            end.Check(bytes.Length);
            sum += ReadsAll ? Sum(bytes) : bytes[0] + bytes[^1];
        }

        return sum;
    }

    private static long Sum(ReadOnlySpan<byte> bytes)
    {
        long sum = 0;
        for (int i = 0; i < bytes.Length; i += CacheLine)
        {
            sum += bytes[i];
        }

        return sum;
    }

    private static void Send(Socket socket, int count, byte[][] buffers)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(Frame.Wrap(buffers[i % Buffers], static _ => Interlocked.Increment(ref s_released)));
        }
    }
}
