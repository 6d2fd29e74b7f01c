using ZmqTool.Endpoints;
using ZmqTool.Output;

namespace ZmqTool.Sending;

/// <summary>Sends the messages of the command line or of the input.</summary>
internal static class Sender
{
    /// <summary>Sends all messages.</summary>
    public static async Task SendAllAsync(
        Invocation run, ToolSocket socket, MessageSettings messages, TimeSpan? timeout, Tally tally, CancellationToken cancellation)
    {
        await foreach (IReadOnlyList<ReadOnlyMemory<byte>> frames in messages.ReadAsync(run, cancellation))
        {
            await socket.SendAsync(frames, timeout, cancellation);
            tally.CountSent(frames);
        }
    }
}
