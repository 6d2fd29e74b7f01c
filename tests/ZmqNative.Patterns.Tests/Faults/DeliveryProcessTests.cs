using ZmqNative.Patterns.Tests.PushPull;

namespace ZmqNative.Patterns.Tests.Faults;

/// <summary>Acknowledged delivery to processes that are killed, or stopped for longer than the heartbeats.</summary>
public sealed class DeliveryProcessTests : AcknowledgedDeliveryTest
{
    private const int Count = 3_000;

    // Several programs start in turn, each of which takes many seconds where the processors are busy.
    private protected override TimeSpan TimeLimit => 4 * Generous;

    [Test]
    public async Task The_work_of_processes_that_are_killed_is_done_by_others()
    {
        await using Pusher pusher = new(AnyPort, Pushing);
        using CancellationTokenSource killed = new();
        Task<int> pushes = PushUntilAsync(pusher, killed.Token);
        List<(int Number, int Count)> handled = [];
        for (int i = 0; i < 4; i++)
        {
            await using PullerProcess process = PullerProcess.Start(pusher.LastEndpoint);
            await Eventually(() => process.Handled.Count > 100, "some messages");
            await process.KillAsync();
            handled.AddRange(process.Handled);
        }

        await killed.CancelAsync();
        Handled here = new();
        await using Puller last = new(pusher.LastEndpoint, here.Add, Pulling);
        int count = await pushes;

        Assert.That(handled.Select(static h => h.Number).Concat(here.Texts.Select(int.Parse)).Distinct().Count(), Is.EqualTo(count));
        AssertMarked(handled, here);
        Assert.That(
            (pusher.Statistics.Acknowledged, pusher.Statistics.Lost, pusher.Unacknowledged), Is.EqualTo(((long)count, 0L, 0)));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "SIGSTOP")]
    public async Task The_work_of_a_process_that_is_stopped_is_done_by_another_and_it_comes_back()
    {
        await using Pusher pusher = new(AnyPort, Pushing with
        {
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            HeartbeatTimeout = TimeSpan.FromMilliseconds(500),
        });
        await using PullerProcess process = PullerProcess.Start(pusher.LastEndpoint);
        using CancellationTokenSource stopped = new();

        // Without a pause: the process has messages when it stops, however long it takes to tell that it has.
        Task<int> pushes = PushUntilAsync(pusher, stopped.Token);
        await Eventually(() => process.Handled.Count > 100, "some messages");
        await process.SignalAsync("STOP");
        await stopped.CancelAsync();
        Handled here = new();
        await using Puller other = new(pusher.LastEndpoint, here.Add, Pulling);
        int count = await pushes;
        Assert.That(pusher.Statistics.Redelivered, Is.Positive);

        await process.SignalAsync("CONT");
        await pusher.WaitForPeersAsync(2, Limit);
        await other.DisposeAsync();
        await pusher.PushAsync($"{count}", Limit);

        await Eventually(() => process.Handled.Exists(h => h.Number == count), "the last message");
        AssertMarked(process.Handled, here);
        Assert.That(pusher.Statistics.Acknowledged, Is.EqualTo(count + 1));
    }

    // A message that two have handled was marked for one of them at least.
    private static void AssertMarked(List<(int Number, int Count)> processes, Handled here)
    {
        HashSet<int> unmarked = [];
        Assert.That(processes.Where(h => h.Count == 1 && !unmarked.Add(h.Number)), Is.Empty);
        Assert.That(here.First.Where(unmarked.Contains), Is.Empty);
    }

    // A process may handle any number of messages before it is killed or stopped: the next one finds some, too.
    private async Task<int> PushUntilAsync(Pusher pusher, CancellationToken end)
    {
        List<Task> pushes = [];
        try
        {
            while (!end.IsCancellationRequested)
            {
                pushes.Add(pusher.PushAsync($"{pushes.Count}", Limit).AsTask());
                if (pushes.Count > Count)
                {
                    await pushes[^Count].WaitAsync(end);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Enough.
        }

        await Task.WhenAll(pushes);
        return pushes.Count;
    }
}
