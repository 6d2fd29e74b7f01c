namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>Uses that different threads answer, cancel and time out, each with its own time.</summary>
public sealed class TimedOperationStormTests : OperationTest
{
    private static readonly TimeSpan[] Times = [.. new[] { 5, 10, 25, 400, 60_000 }.Select(static ms => TimeSpan.FromMilliseconds(ms))];

    [Test]
    public async Task Each_use_ends_once_and_unanswered_ones_end_in_time()
    {
        ManualTime time = new();
        using DeadlineWheel wheel = new(time);
        int uses = Storm.Size(100_000) / 4;
        using CancellationTokenSource stop = new();
        Canceller canceller = new();

        // On a separate thread that yields: the uses end on the thread pool.
        Task clock = Task.Factory.StartNew(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    time.Jump(TimeSpan.FromMilliseconds(10));
                    _ = Thread.Yield();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        (int Answered, int TimedOut, int Cancelled)[] ends = new (int, int, int)[4];
        await Storm.EndAsync(Enumerable.Range(0, ends.Length).Select(worker => Task.Run(async () =>
        {
            TestRequest? earlier = null;
            uint earlierUse = 0;
            for (int i = 0; i < uses; i++)
            {
                using CancellationTokenSource source = new();
                CancellationToken token = i % 4 == 0 ? source.Token : CancellationToken.None;
                long begin = time.GetTimestamp();
                TimeSpan timeout = Times[(i + worker) % Times.Length];
                TestRequest request = TestRequest.Rent(wheel, timeout, token);
                ValueTask<int> task = request.Task;
                uint use = request.Use;
                if (token.CanBeCanceled)
                {
                    request.Observe();
                    _ = canceller.MayCancel(source);
                }

                // A use of a minute would take too long to time out.
                bool answered = i % 8 < 3 || timeout > TimeSpan.FromSeconds(1);
                Task? answering = answered ? Task.Run(() => request.TrySucceed(i, use)) : null;
                Assert.That(earlier?.TrySucceed(-1, earlierUse), Is.Not.True, "an earlier use was answered again");
                try
                {
                    Assert.That(await task, Is.EqualTo(i), "the answer to another use");
                    ends[worker].Answered++;
                }
                catch (TimeoutException)
                {
                    Assert.That(TimeSpan.FromTicks(time.GetTimestamp() - begin), Is.GreaterThanOrEqualTo(timeout), "early");
                    ends[worker].TimedOut++;
                }
                catch (OperationCanceledException exception)
                {
                    Assert.That(exception.CancellationToken, Is.EqualTo(token), "the cancellation of another use");
                    ends[worker].Cancelled++;
                }

                Assert.That(request.TrySucceed(i, use), Is.False, "it has ended");
                (earlier, earlierUse) = (request, use);
                if (answering is not null)
                {
                    await answering;
                }
            }
        })));
        await stop.CancelAsync();
        await clock;
        await canceller.DisposeAsync();

        Assert.That(ends.Sum(end => end.Answered + end.TimedOut + end.Cancelled), Is.EqualTo(uses * ends.Length));
        Assert.That(ends.Sum(end => end.TimedOut), Is.GreaterThan(uses / 8));
        time.Advance(TimeSpan.FromSeconds(11), TimeSpan.FromMilliseconds(10));
        Assert.That((wheel.Count, time.ActiveTimers), Is.EqualTo((0, 0)));
    }
}
