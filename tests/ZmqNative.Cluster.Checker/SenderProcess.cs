using System.Globalization;

namespace ZmqNative.Cluster.Checker;

/// <summary>The process that sends the durable tells. After it was killed it sends those again that it does not know as confirmed, with the same ids.</summary>
internal static class SenderProcess
{
    // Of the confirmations that the store does not know, so many tells of a lane are sent again.
    private const int ConfirmedAtOnce = 8;

    public static async Task RunAsync(string url, string cluster, string store, DurableCheckOptions options)
    {
        await using RequestClient notes = new(store);
        await using NatsCluster engine = new(url, new NatsClusterOptions { Name = cluster });
        await using Broker broker = new(new BrokerOptions { Name = "sender" });
        broker.Register("account/{id}", id => new DurableAccount(id, notes));
        await using ClusterBroker joined = broker.JoinCluster(engine, ClusterCheck.OptionsFor(options.Lease) with { TakesShards = false });
        await Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(lane => SendAsync(joined, notes, options, lane)));
        Console.WriteLine("sent");
    }

    private static async Task SendAsync(ClusterBroker cluster, RequestClient notes, DurableCheckOptions options, int lane)
    {
        (int position, int end) = Read(await notes.RequestAsync(string.Create(CultureInfo.InvariantCulture, $"position {lane}"), timeout: TimeSpan.FromMinutes(1)));
        while (position < end)
        {
            (int key, int number) = options.At(lane, position);
            try
            {
                _ = await cluster.TellDurablyAsync(
                    string.Create(CultureInfo.InvariantCulture, $"account/{key}"),
                    number.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"{key}.{number}"));
            }
            catch (ClusterEngineException)
            {
                continue;
            }

            position++;
            if (position % ConfirmedAtOnce == 0)
            {
                (_, end) = Read(await notes.RequestAsync(string.Create(CultureInfo.InvariantCulture, $"confirmed {lane} {position}"), timeout: TimeSpan.FromMinutes(1)));
            }
        }
    }

    private static (int Position, int End) Read(string answer)
    {
        string[] parts = answer.Split(' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
