namespace ZmqNative.Perf;

/// <summary>PUSH from a buffer of the caller, PULL into one frame that is read in place: one native call per message on each side.</summary>
internal sealed class SpanThroughput : Load
{
    public override Task<double> LocalAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Pull);
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        Receive(socket, 1, end);
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count - 1))
        {
            Receive(socket, chunk, end);
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

    private static void Receive(Socket socket, int count, End end)
    {
        using Frame frame = Frame.Empty();
        for (int i = 0; i < count; i++)
        {
            socket.ReceiveInto(frame);
            end.Check(frame.Length);
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
