using System.Globalization;
using ZmqNative.Tests.Traffic;

namespace ZmqNative.Actors.Tests;

/// <summary>Asks of a broker in a process that is killed, or stopped for longer than the heartbeats.</summary>
[Platform(Exclude = "Win", Reason = "SIGSTOP")]
public sealed class BrokerProcessTests : RemoteTest
{
    private const int Askers = 4;

    [Test]
    public async Task Each_ask_has_one_outcome_and_is_handled_at_most_once()
    {
        Ledger ledger = new();
        RequestLedger asks = new(ledger);
        await using BrokerClient client = new($"@{AnyPort}", On(new BrokerClientOptions
        {
            AskTimeout = TimeSpan.FromSeconds(3),
            HeartbeatInterval = TimeSpan.FromMilliseconds(100),
            HeartbeatTimeout = TimeSpan.FromMilliseconds(600),
        }));
        await using PeerProcess process = new(
            Path.Combine(AppContext.BaseDirectory, "ZmqNative.Soak.dll"),
            "broker",
            client.LastEndpoint,
            ledger,
            (number, _) => asks.Handled(long.Parse(number, CultureInfo.InvariantCulture)));
        process.Start();
        using CancellationTokenSource ended = new();
        Task asking = Task.WhenAll(Enumerable.Range(0, Askers).Select(_ => AskUntilAsync(client.Actor("item"), asks, ended.Token)));
        for (int i = 0; i < 3; i++)
        {
            await SomeAsksAsync(asks);
            await process.KillAsync();
            process.Start();
        }

        for (int i = 0; i < 3; i++)
        {
            await SomeAsksAsync(asks);
            process.Stop();
            await Eventually(() => client.ConnectedPeers == 0, "the heartbeats that are missed");
            process.Continue();
            await client.WaitForPeersAsync(1, Limit);
        }

        await SomeAsksAsync(asks);
        await ended.CancelAsync();
        await asking;
        await client.DisposeAsync();
        await process.DisposeAsync();
        asks.Account();
        Assert.That(ledger.Problems, Is.Empty);
        Assert.That(asks.LostCount, Is.Positive);
    }

    private Task SomeAsksAsync(RequestLedger asks)
    {
        int before = asks.HandledCount;
        return Eventually(() => asks.HandledCount > before + 50, "some asks");
    }

    private static async Task AskUntilAsync(ActorRef item, RequestLedger asks, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            long number = asks.Begin();
            string text = number.ToString(CultureInfo.InvariantCulture);
            try
            {
                Assert.That(await item.AskAsync<string>(text, cancellationToken: CancellationToken.None), Is.EqualTo(text));
                asks.End(number, RequestOutcome.Replied);
            }
            catch (Exception exception) when (exception is BrokerLostException or AskTimeoutException)
            {
                asks.End(number, RequestOutcome.Lost);
            }
        }
    }
}
