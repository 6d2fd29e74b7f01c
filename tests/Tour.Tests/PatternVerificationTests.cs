using Tour.Chapters;
using Tour.Far;
using ZmqNative;
using ZmqNative.Patterns;

namespace Tour.Tests;

/// <summary>
/// The verification by the far sides of the awaitable patterns, with near sides that send something else than the tour does.
/// </summary>
public sealed class PatternVerificationTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Publication_that_is_missing_is_reported()
    {
        FarReport report = await PlayAsync(new PublisherChapter(), async (context, endpoint) =>
        {
            await using Publisher publisher = new(">" + endpoint, new PublisherOptions { Context = context });
            await publisher.WaitForSubscriberAsync(3);
            await publisher.PublishJsonAsync(new Tick(0, 0, 0, Last: false), TickJson.Default.Tick, 1001);
            await publisher.PublishJsonAsync(new Tick(2, 0, 0, Last: false), TickJson.Default.Tick, 1001);
            await publisher.PublishJsonAsync(new Tick(-1, 0, 0, Last: true), TickJson.Default.Tick, 1001);
        });

        Assert.That(report.Received.Messages, Is.EqualTo(2));
        Assert.That(report.Problems, Is.EqualTo(new[] { "message 1 was due, 2 came" }));
    }

    [Test]
    public async Task Work_that_no_handler_can_parse_is_reported()
    {
        FarReport report = await PlayAsync(new PusherChapter(), async (context, endpoint) =>
        {
            await using Pusher pusher = new(">" + endpoint, new PusherOptions { Context = context });
            await pusher.PushAsync("short");
            await pusher.PushAsync("a number, a timestamp and a line");
            await pusher.PushAsync(ReadOnlyMemory<byte>.Empty);
        });

        Assert.That(report.Received.Messages, Is.EqualTo(2));
        Assert.That(report.Problems, Is.EqualTo(new[] { "1 handlers failed" }));
    }

    [Test]
    public async Task Far_side_ends_when_the_near_side_has_ended()
    {
        using Context context = new();
        foreach (PatternChapter chapter in ChapterList.All.OfType<PatternChapter>())
        {
            using CancellationTokenSource ended = new();
            FarStage stage = new(
                context, $"inproc://ended-{chapter.Title}", _ => Task.CompletedTask, _ => Task.CompletedTask, ended.Token);
            Task far = chapter.PlayFarAsync(stage);
            Assert.That(far.IsCompleted, Is.False, chapter.Title);
            await ended.CancelAsync();
            Assert.That(
                async () => await far.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>(), chapter.Title);
        }
    }

    private static async Task<FarReport> PlayAsync(PatternChapter chapter, Func<Context, string, Task> playNear)
    {
        using Context context = new();
        TaskCompletionSource<FarReport> reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
        FarStage stage = new(
            context,
            $"inproc://far-{chapter.Title}",
            _ => Task.CompletedTask,
            report =>
            {
                reported.SetResult(report);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        Task far = chapter.PlayFarAsync(stage);
        await playNear(context, stage.Endpoint).WaitAsync(Generous);
        await far.WaitAsync(Generous);
        return await reported.Task;
    }
}
