using System.Buffers.Binary;
using NetMQ;
using NetMQ.Sockets;
using ZmqNative.Perf;

namespace ZmqNative.Peers;

/// <summary>A DEALER with N requests in flight at a ROUTER that echoes them, each in a poller of its own; no task per request.</summary>
/// <remarks>A request has the frames of our RequestClient: 16 bytes of correlation, an empty frame, the body.</remarks>
internal static class NetMQRequests
{
    // NetMQ's DEALER and ROUTER drop what exceeds the high-water mark; our server has this one, too.
    private const int HighWatermark = 8192;

    public static async Task<double> RunAsync(string endpoint, int size, int count, int inFlight)
    {
        using RouterSocket server = new();
        server.Options.SendHighWatermark = HighWatermark;
        server.Options.ReceiveHighWatermark = HighWatermark;
        server.Bind(endpoint);
        server.ReceiveReady += (_, _) => Echo(server);
        using NetMQPoller serving = new() { server };
        serving.RunAsync();

        using DealerSocket client = new();
        client.Options.SendHighWatermark = HighWatermark;
        client.Options.ReceiveHighWatermark = HighWatermark;
        client.Connect(endpoint);
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Meter meter = new();
        byte[] correlation = new byte[16];
        byte[] body = new byte[size];
        int sent = 0;
        int received = 0;
        client.ReceiveReady += (_, _) =>
        {
            while (TryReceive(client, size))
            {
                // The first round trip is not timed.
                if (received++ == 0)
                {
                    meter.Start();
                    for (int i = 0; i < inFlight; i++)
                    {
                        Send();
                    }
                }
                else if (sent <= count)
                {
                    Send();
                }
                else if (received == count + 1)
                {
                    meter.Stop();
                    done.SetResult();
                }
            }
        };
        Send();
        using NetMQPoller polling = new() { client };
        polling.RunAsync();
        await done.Task;
        return count / meter.Seconds;

        void Send()
        {
            BinaryPrimitives.WriteInt32LittleEndian(correlation, sent++);
            client.SendMoreFrame(correlation).SendMoreFrame([]).SendFrame(body);
        }
    }

    private static void Echo(RouterSocket server)
    {
        Msg frame = default;
        frame.InitEmpty();
        while (server.TryReceive(ref frame, TimeSpan.Zero))
        {
            bool more;
            do
            {
                more = frame.HasMore;
                _ = server.TrySend(ref frame, TimeSpan.Zero, more);
                if (more)
                {
                    _ = server.TryReceive(ref frame, TimeSpan.Zero);
                }
            }
            while (more);
        }

        frame.Close();
    }

    private static bool TryReceive(DealerSocket client, int size)
    {
        Msg frame = default;
        frame.InitEmpty();
        bool received = client.TryReceive(ref frame, TimeSpan.Zero);
        while (received && frame.HasMore)
        {
            _ = client.TryReceive(ref frame, TimeSpan.Zero);
        }

        if (received && frame.Size != size)
        {
            throw new InvalidOperationException($"A reply of {frame.Size} bytes came instead of one of {size}.");
        }

        frame.Close();
        return received;
    }
}
