namespace ZmqNative.Perf;

/// <summary>One publisher, N subscribers, each on its own thread; the publisher waits instead of dropping.</summary>
internal sealed class RawFanOut : Load
{
    public override async Task<double> LocalAsync(End end) => await OnThreadAsync(end, () =>
    {
        using Socket socket = end.Context.CreateSocket(SocketType.XPub);
        socket.XPubNoDrop = true;
        socket.XPubVerbose = true;
        socket.Bind(end.Endpoint);
        end.Bound(socket.LastEndpoint);
        for (int i = 0; i < end.Width; i++)
        {
            socket.Receive().Dispose();
        }

        end.Meter.Start();
        foreach (int chunk in Chunks(end.Count))
        {
            Publish(socket, chunk, end.Size);
        }

        // Blocks on purpose: this is a separate thread, which the C program blocks, too.
        ((IAsyncResult)end.Other!).AsyncWaitHandle.WaitOne();
        end.Meter.Stop();
        return (double)end.Count * end.Width / end.Meter.Seconds;
    });

    public override async Task<double> RemoteAsync(End end)
    {
        _ = await Task.WhenAll(Enumerable.Range(0, end.Width).Select(_ => OnThreadAsync(end, () =>
        {
            using Socket socket = end.Context.CreateSocket(SocketType.Sub);
            socket.Subscribe(string.Empty);
            socket.Connect(end.Endpoint);
            foreach (int chunk in Chunks(end.Count))
            {
                Receive(socket, chunk, end);
            }

            return double.NaN;
        })));
        return double.NaN;
    }

    private static void Publish(Socket socket, int count, int size)
    {
        for (int i = 0; i < count; i++)
        {
            socket.Send(Frame.Allocate(size));
        }
    }

    private static void Receive(Socket socket, int count, End end)
    {
        for (int i = 0; i < count; i++)
        {
            using Frame frame = socket.Receive();
            end.Check(frame.Length);
        }
    }
}
