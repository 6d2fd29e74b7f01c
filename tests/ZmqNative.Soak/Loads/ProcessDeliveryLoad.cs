namespace ZmqNative.Soak;

/// <summary>Acknowledged delivery to processes that are stopped and killed.</summary>
internal sealed class ProcessDeliveryLoad(SoakSetting setting) : SoakLoad(setting, "acknowledged push to processes", LinkKind.Tcp, security: false)
{
    private const int Window = 32;

    protected override TimeSpan NextRoundTime() => TimeSpan.FromMilliseconds(Random.Next(3000, 8000));

    protected override async Task RunRoundAsync(Link link, CancellationToken ended)
    {
        DeliveryLedger deliveries = new();
        await using Pusher pusher = new($"@{link.Bound}", PeerProgram.Beating(Binding(new PusherOptions { Delivery = Delivery.Acknowledged })));
        void Handled(string text, int count) => deliveries.Handled(text, count, Ledger);
        await using PeerProcess first = new(PeerProgram.Path, "puller", pusher.LastEndpoint, Ledger, Handled);
        await using PeerProcess second = new(PeerProgram.Path, "puller", pusher.LastEndpoint, Ledger, Handled);
        first.Start();
        second.Start();
        Task faults = Task.WhenAll(first.InjectAsync(new Random(Random.Next()), ended), second.InjectAsync(new Random(Random.Next()), ended));
        await Task.WhenAll(Enumerable.Range(0, Window).Select(i => PushUntilAsync(pusher, deliveries, i, ended)));
        await faults;
        await pusher.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();
        deliveries.Account(Ledger);
        Ledger.Count("processes killed", first.Killed + second.Killed);
        Ledger.Count("processes stopped", first.Stopped + second.Stopped);
        Ledger.Check(
            (pusher.Statistics.Acknowledged, pusher.Statistics.Undeliverable, pusher.Statistics.Lost, deliveries.Failed)
            == (deliveries.Acknowledged, 0L, 0L, 0L),
            $"{deliveries.Acknowledged} pushes were acknowledged: {pusher.Statistics}");
    }

    private async Task PushUntilAsync(Pusher pusher, DeliveryLedger deliveries, long number, CancellationToken ended)
    {
        for (; !ended.IsCancellationRequested; number += Window)
        {
            deliveries.Begin();
            try
            {
                await pusher.PushAsync(Text(number), CancellationToken.None).AsTask().WaitAsync(Generous, CancellationToken.None);
                deliveries.End(number, DeliveryOutcome.Acknowledged);
            }
            catch (Exception exception)
            {
                deliveries.End(number, DeliveryOutcome.Failed);
                Ledger.Fail($"push {number}: {pusher.Unacknowledged} unacknowledged, {pusher.ConnectedPeers} connections; {pusher.Statistics}; {exception}");
            }

            await Task.Delay(1, CancellationToken.None);
        }
    }
}
