using ZmqNative;
using ZmqTool.Endpoints;
using ZmqTool.Output;

namespace ZmqTool.Sending;

/// <summary>Receives messages and shows them.</summary>
internal static class Receiver
{
    /// <summary>Receives messages until their number is reached; the result is the last one.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="writer">The output.</param>
    /// <param name="tally">The counts.</param>
    /// <param name="count">The number; null for no end.</param>
    /// <param name="timeout">The longest wait for each.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task ReceiveAsync(
        ToolSocket socket, MessageWriter writer, Tally tally, long? count, TimeSpan? timeout, CancellationToken cancellation)
    {
        try
        {
            while (count is null || tally.Received < count)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!socket.Socket.TryReceive(out MultipartMessage message))
                {
                    // Shown before the wait, so that a reader sees each message when it has arrived.
                    writer.Flush();
                    message = await socket.ReceiveAsync("a message", timeout, cancellation);
                }

                using (message)
                {
                    byte[][] frames = ToolMessage.Copy(message);
                    tally.CountReceived(frames);
                    writer.Write(frames);
                }
            }
        }
        finally
        {
            writer.Flush();
        }
    }
}
