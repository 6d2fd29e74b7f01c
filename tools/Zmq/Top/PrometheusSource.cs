using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ZmqTool.Top;

/// <summary>The instruments of a process by its Prometheus endpoint.</summary>
internal sealed class PrometheusSource(Uri address, TimeSpan interval, TimeProvider time) : ITopSource
{
    private static readonly string[] Prefixes = ["zmqnative_", "messaging_"];

    public async IAsyncEnumerable<TopSnapshot> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(10) };
        PrometheusRates rates = new();
        long? last = null;
        while (true)
        {
            string text = await GetAsync(client, cancellation);
            long now = Stopwatch.GetTimestamp();
            List<TopRow> rows = rates.Read(text, last is { } before ? Stopwatch.GetElapsedTime(before, now) : null, Prefixes);
            if (rows.Count == 0)
            {
                throw ToolException.Failure(
                    $"{address} has no metrics of ZmqNative: its names begin with {string.Join(" or ", Prefixes)}. Does the process export the meter 'ZmqNative'?");
            }

            // The first reading has no rates: it is only the begin of the first interval.
            if (last is not null)
            {
                yield return TopSnapshot.Create(time.GetUtcNow(), rows);
            }

            last = now;
            await Task.Delay(interval, time, cancellation);
        }
    }

    private async Task<string> GetAsync(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            return await client.GetStringAsync(address, cancellation);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw ToolException.Failure($"{address} cannot be read: {exception.Message}");
        }
    }
}
