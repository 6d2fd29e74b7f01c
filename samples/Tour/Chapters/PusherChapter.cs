using System.Buffers.Binary;
using System.Diagnostics;
using Tour.Far;
using Tour.Stage;
using ZmqNative.Patterns;

namespace Tour.Chapters;

/// <summary>Pushes numbered work to asynchronous handlers, several of which run at once.</summary>
/// <remarks>
/// <code>
/// number (8 bytes) | timestamp (8 bytes) | line          all in one frame; an empty one is the end
/// </code>
/// Handlers finish in any order: every piece of work is counted and hashed without regard to it.
/// </remarks>
internal sealed class PusherChapter : PatternChapter
{
    private const int HeaderSize = 2 * sizeof(long);
    private const int LongestLine = 512;
    private const int Handlers = 4;

    // In messages, on each side. A small number, so that the pusher has to wait for the handlers.
    private const int Queue = 256;

    public override string Title => "Pusher";

    public override string About =>
        $"awaitable PUSH/PULL: lines to {Handlers} async handlers; a full queue makes the pusher wait";

    public override async Task<FarReport> PlayNearAsync(string endpoint, NearSide near)
    {
        await using Pusher pusher = new(
            ">" + endpoint, new PusherOptions { Context = near.Context, SendHighWatermark = Queue });
        byte[] buffer = new byte[HeaderSize + LongestLine];
        long waits = 0;
        near.Begin();
        for (long number = 0; !near.TimeIsUp; number++)
        {
            ReadOnlyMemory<byte> work = Write(buffer, number, near.Question(number).Bytes);
            ValueTask push = pusher.PushAsync(work, near.Token);
            waits += push.IsCompleted ? 0 : 1;
            await push;
            near.Sent.AddUnordered(work.Span);
            near.Report();
        }

        await pusher.PushAsync(ReadOnlyMemory<byte>.Empty, near.Token);
        near.Verified = $"{near.Sent.Messages:N0} messages, waited {waits:N0} times";
        return await near.FinishAsync();
    }

    public override async Task PlayFarAsync(FarStage stage)
    {
        using TallyCounter received = new();
        LatencyHistogram latency = new();
        Problems problems = new();
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Puller puller = new("@" + stage.Endpoint, HandleAsync, new PullerOptions
        {
            Context = stage.Context,
            ReceiveHighWatermark = Queue,
            MaxConcurrency = Handlers,
        });
        await stage.BoundAsync(puller.LastEndpoint);
        await ended.Task.WaitAsync(stage.Token);

        // Other handlers may still run when the end is handled; dispose waits for them.
        await puller.DisposeAsync();
        if (puller.Statistics.Failed > 0)
        {
            problems.Add($"{puller.Statistics.Failed:N0} handlers failed");
        }

        await stage.ReportAsync(new FarReport
        {
            Received = received.Total(),
            Latency = latency.Summarise(),
            Problems = problems.ToArray(),
        });

        async ValueTask HandleAsync(ReceivedMessage work, CancellationToken cancellationToken)
        {
            if (work.Span.Length == 0)
            {
                _ = ended.TrySetResult();
                return;
            }

            // Other handlers run meanwhile; the message is valid until this handler completes.
            await Task.Yield();
            received.AddUnordered(work.Span);
            lock (latency)
            {
                latency.RecordSince(BinaryPrimitives.ReadInt64BigEndian(work.Span[sizeof(long)..]));
            }
        }
    }

    // The pusher copies, so that the buffer is free for the next message.
    private static ReadOnlyMemory<byte> Write(byte[] buffer, long number, ReadOnlySpan<byte> line)
    {
        line = line[..Math.Min(line.Length, LongestLine)];
        BinaryPrimitives.WriteInt64BigEndian(buffer, number);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(sizeof(long)), Stopwatch.GetTimestamp());
        line.CopyTo(buffer.AsSpan(HeaderSize));
        return buffer.AsMemory(0, HeaderSize + line.Length);
    }
}
