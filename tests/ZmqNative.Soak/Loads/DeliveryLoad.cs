using System.Collections.Concurrent;

namespace ZmqNative.Soak;

/// <summary>Push/pull with acknowledged delivery: each push has an outcome, and a message that is acknowledged was handled.</summary>
internal sealed class DeliveryLoad(SoakSetting setting, LinkKind kind, bool security = false)
    : SoakLoad(setting, "acknowledged push/pull", kind, security)
{
    private const int Window = 64;

    protected override async Task RunRoundAsync(Link link, CancellationToken ended)
    {
        DeliveryLedger deliveries = new();
        void Handle(ReceivedMessage message)
        {
            deliveries.Handled(message.Text, message.DeliveryCount, Ledger);
            if (Random.Shared.Next(100) == 0)
            {
                throw new InvalidOperationException("A handler that fails.");
            }
        }

        await using Pusher pusher = new($"@{link.Bound}", Binding(new PusherOptions { Delivery = Delivery.Acknowledged }));
        PullerOptions pulling = Connecting(new PullerOptions { Delivery = Delivery.Acknowledged });
        string endpoint = link.To(pusher.LastEndpoint);
        await using Puller puller = new($">{endpoint}", Handle, pulling);
        Task faults = link.InjectAsync(ended);
        Task others = BeginAndEndPullersAsync(endpoint, Handle, pulling, ended);
        await PushUntilAsync(pusher, deliveries, ended);
        await faults;
        await others;
        await Eventually(
            () => deliveries.Pending == 0,
            () => $"{deliveries.Pending} pushes have no outcome: {pusher.Unacknowledged} unacknowledged, {pusher.ConnectedPeers} connections; {pusher.Statistics}");
        deliveries.Account(Ledger);
        PatternStatistics statistics = pusher.Statistics;
        Ledger.Count("delivered again", statistics.Redelivered);
        Ledger.Check(
            (statistics.Undeliverable, statistics.Lost) == (deliveries.Failed, 0L),
            $"{deliveries.Failed} pushes have failed: {statistics}");
        Ledger.Check(
            statistics.Acknowledged >= deliveries.Acknowledged && statistics.Acknowledged <= deliveries.Acknowledged + deliveries.Cancelled,
            $"{deliveries.Acknowledged} pushes were acknowledged, {deliveries.Cancelled} cancelled: {statistics}");
        Ledger.Check(pusher.Unacknowledged == 0, $"{pusher.Unacknowledged} messages are unacknowledged without a push");
        Ledger.Check(
            deliveries.Repeated <= statistics.Redelivered, $"{deliveries.Repeated} messages were handled again: {statistics}");
    }

    private async Task PushUntilAsync(Pusher pusher, DeliveryLedger deliveries, CancellationToken ended)
    {
        using SemaphoreSlim window = new(Window);
        ConcurrentDictionary<Task, bool> pushes = [];
        long number = 0;
        while (!ended.IsCancellationRequested)
        {
            await window.WaitAsync(CancellationToken.None);
            Task push = PushAsync(pusher, deliveries, number++, Random.Next(50) == 0 ? Random.Next(0, 5) : null);
            pushes[push] = true;
            _ = push.ContinueWith(
                done =>
                {
                    _ = pushes.TryRemove(done, out _);
                    _ = window.Release();
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            await PaceAsync(number);
        }

        await Eventually(() => pushes.IsEmpty, () => $"the outcomes of {deliveries.Pending} pushes: {pusher.Statistics}, {pusher.ConnectedPeers} connections");
    }

    private async Task PushAsync(Pusher pusher, DeliveryLedger deliveries, long number, int? cancelAfter)
    {
        using CancellationTokenSource early = new();
        if (cancelAfter is { } delay)
        {
            early.CancelAfter(delay);
        }

        deliveries.Begin();
        try
        {
            await pusher.PushAsync(Text(number), early.Token);
            deliveries.End(number, DeliveryOutcome.Acknowledged);
        }
        catch (OperationCanceledException)
        {
            deliveries.End(number, DeliveryOutcome.Cancelled);
        }
        catch (DeliveryFailedException)
        {
            deliveries.End(number, DeliveryOutcome.Failed);
        }
        catch (Exception exception)
        {
            deliveries.End(number, DeliveryOutcome.Failed);
            Ledger.Fail(exception.ToString());
        }
    }

    // A second puller, which is disposed with what it has not begun.
    private static async Task BeginAndEndPullersAsync(
        string endpoint, Action<ReceivedMessage> handler, PullerOptions options, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await using Puller other = new($">{endpoint}", handler, options);
            try
            {
                await Task.Delay(Random.Shared.Next(10, 500), ended);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
