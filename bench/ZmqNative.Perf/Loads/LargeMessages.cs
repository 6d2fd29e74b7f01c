namespace ZmqNative.Perf;

/// <summary>Large messages without a copy: PUSH wraps one of a few arrays, PULL reads in place.</summary>
internal sealed class LargeMessages : Load
{
    private const int Buffers = 16;

    private static long s_released;

    public override Task<double> LocalAsync(End end) => OnThreadAsync(() =>
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

    public override Task<double> RemoteAsync(End end) => OnThreadAsync(() =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Push);
        socket.Linger = null;
        socket.Connect(end.Endpoint);
        byte[][] buffers = [.. Enumerable.Range(0, Buffers).Select(_ => new byte[end.Size])];
        foreach (int chunk in Chunks(end.Count))
        {
            Send(socket, chunk, buffers);
        }

        return double.NaN;
    });

    private static long Receive(Socket socket, int count, End end)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            using Frame frame = socket.Receive();
            ReadOnlySpan<byte> bytes = frame.Span;
            end.Check(bytes.Length);
            sum += bytes[0] + bytes[^1];
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
