namespace ZmqNative.Perf;

/// <summary>PUSH to PULL through buffers of the caller: one native call per message on each side, and one copy.</summary>
internal sealed class SpanThroughput : Load
{
    public override Task<double> LocalAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Pull);
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        byte[] buffer = new byte[end.Size];
        Receive(socket, 1, buffer, end);
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count - 1))
        {
            Receive(socket, chunk, buffer, end);
        }

        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    });

    public override Task<double> RemoteAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Push);
        socket.Linger = null;
        socket.Connect(end.Endpoint);
        byte[] buffer = new byte[end.Size];
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            Send(socket, chunk, buffer);
        }

        end.Meter.Stop();
        end.WaitUntilMayClose();
        return double.NaN;
    });

    private static void Receive(Socket socket, int count, byte[] buffer, End end)
    {
        for (int i = 0; i < count; i++)
        {
            end.Check(socket.Receive(buffer));
        }
    }

    private static void Send(Socket socket, int count, byte[] buffer)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(buffer);
        }
    }
}
