namespace ZmqNative.Perf;

/// <summary>A DEALER with N requests in flight to a ROUTER that echoes them, with the frames of a RequestClient.</summary>
internal sealed class RawRequestReply : Load
{
    private const int CorrelationSize = 16;

    public override Task<double> LocalAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Router);
        socket.Linger = null;
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);

        // One more than is timed: the first round trip.
        foreach (int chunk in Chunks(end.Count + 1))
        {
            Echo(socket, chunk);
        }

        return double.NaN;
    });

    public override Task<double> RemoteAsync(End end) => OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.Dealer);
        socket.Connect(end.Endpoint);
        byte[] body = new byte[end.Size];
        Ask(socket, body);
        Take(socket, end);
        end.Meter.Start();
        int asked = 0;
        for (; asked < Math.Min(end.Width, end.Count); asked++)
        {
            Ask(socket, body);
        }

        for (int answered = 0; answered < end.Count; answered++)
        {
            Take(socket, end);
            if (asked < end.Count)
            {
                Ask(socket, body);
                asked++;
            }
        }

        end.Meter.Stop();
        return end.Count / end.Meter.Seconds;
    });

    private static void Echo(Socket socket, int count)
    {
        for (int i = 0; i < count; i++)
        {
            bool more;
            do
            {
                Frame frame = socket.Receive();
                more = frame.More;
                socket.Send(frame, more ? SendFlags.SendMore : SendFlags.None);
            }
            while (more);
        }
    }

    private static void Ask(Socket socket, byte[] body)
    {
        socket.Send(stackalloc byte[CorrelationSize], SendFlags.SendMore);
        socket.Send(ReadOnlySpan<byte>.Empty, SendFlags.SendMore);
        socket.Send(body);
    }

    private static void Take(Socket socket, End end)
    {
        while (true)
        {
            using Frame frame = socket.Receive();
            if (!frame.More)
            {
                end.Check(frame.Length);
                return;
            }
        }
    }
}
