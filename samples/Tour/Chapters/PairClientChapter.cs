using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Tour.Far;
using Tour.Stage;
using ZmqNative.Patterns;

namespace Tour.Chapters;

/// <summary>Both sides send and receive at the same time: one task for each direction.</summary>
/// <remarks>A message is a timestamp of 8 bytes and a line of text; an empty one ends a direction.</remarks>
internal sealed class PairClientChapter : PatternChapter
{
    private const int LongestLine = 512;

    public override string Title => "PairClient";

    public override string About => "awaitable PAIR: a task to send and one to receive on each side, both directions at once";

    public override async Task<FarReport> PlayNearAsync(string endpoint, NearSide near)
    {
        await using PairClient client = new(endpoint, new PairOptions { Context = near.Context });
        near.Begin();
        Task receiving = Task.Run(() => ReceiveAllAsync(client, near.Received, near.Latency, near.Token));
        await SendAllAsync(client, near.Sent, i => near.Question(i).Bytes, Enough, near.Token);
        await receiving;
        return await near.FinishAsync();

        bool Enough()
        {
            near.Report();
            return near.TimeIsUp;
        }
    }

    public override async Task PlayFarAsync(FarStage stage)
    {
        using TallyCounter sent = new();
        using TallyCounter received = new();
        LatencyHistogram latency = new();
        await using PairServer server = new(stage.Endpoint, new PairOptions { Context = stage.Context });
        await stage.BoundAsync(server.LastEndpoint);
        Task receiving = Task.Run(() => ReceiveAllAsync(server, received, latency, stage.Token));
        await SendAllAsync(
            server, sent, static i => Encoding.UTF8.GetBytes($"line {i} of the far side"), () => receiving.IsCompleted, stage.Token);
        await receiving;
        await stage.ReportAsync(new FarReport
        {
            Received = received.Total(),
            Sent = sent.Total(),
            Latency = latency.Summarise(),
        });
    }

    private static async Task SendAllAsync(
        PairPattern pair, TallyCounter sent, Func<long, byte[]> line, Func<bool> enough, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[sizeof(long) + LongestLine];
        while (!enough())
        {
            byte[] text = line(sent.Messages);
            int length = Math.Min(text.Length, LongestLine);
            BinaryPrimitives.WriteInt64BigEndian(buffer, Stopwatch.GetTimestamp());
            text.AsSpan(0, length).CopyTo(buffer.AsSpan(sizeof(long)));

            // It is copied before the call returns: the buffer is free for the next message.
            ReadOnlyMemory<byte> message = buffer.AsMemory(0, sizeof(long) + length);
            await pair.SendAsync(message, cancellationToken);
            sent.Add(message.Span);
        }

        await pair.SendAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
    }

    private static async Task ReceiveAllAsync(
        PairPattern pair, TallyCounter received, LatencyHistogram latency, CancellationToken cancellationToken)
    {
        await foreach (ReceivedMessage message in pair.ReadAllAsync(cancellationToken))
        {
            if (message.Span.Length == 0)
            {
                return;
            }

            received.Add(message.Span);
            latency.RecordSince(BinaryPrimitives.ReadInt64BigEndian(message.Span));
        }
    }
}
