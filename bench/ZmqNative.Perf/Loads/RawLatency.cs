namespace ZmqNative.Perf;

/// <summary>REQ and REP that send one message back and forth.</summary>
internal sealed class RawLatency : Load
{
    /// <summary>Whether each round trip is timed.</summary>
    public bool KeepsEach { get; init; }

    public override Task<double> LocalAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Rep);
        socket.Linger = null;
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            Echo(socket, chunk);
        }

        end.Meter.Stop();
        return double.NaN;
    });

    public override Task<double> RemoteAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Req);
        socket.Connect(end.Endpoint);
        RoundTrips? each = KeepsEach ? new RoundTrips(end.Count) : null;
        Frame frame = Frame.Allocate(end.Size);
        end.Meter.Start();
        each?.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            frame = Ask(socket, frame, chunk, end, each);
        }

        end.Meter.Stop();
        frame.Dispose();
        end.Percentiles = each?.Percentiles() ?? [];
        return end.Meter.Seconds / end.Count / 2 * 1e6;
    });

    private static void Echo(Socket socket, int count)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(socket.Receive());
        }
    }

    private static Frame Ask(Socket socket, Frame frame, int count, End end, RoundTrips? each)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(frame);
            frame = socket.Receive();
            end.Check(frame.Length);
            each?.Add();
        }

        return frame;
    }
}
