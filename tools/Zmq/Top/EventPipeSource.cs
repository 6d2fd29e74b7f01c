using System.Diagnostics.Tracing;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Diagnostics.NETCore.Client;

namespace ZmqTool.Top;

/// <summary>The instruments of a process on this machine, by its diagnostic port: the process needs no code for it.</summary>
internal sealed class EventPipeSource(int processId, string meter, TimeSpan interval, TimeProvider time) : ITopSource
{
    private const string Provider = "System.Diagnostics.Metrics";
    private const long TimeSeriesValues = 2;

    private readonly Channel<TopSnapshot> _snapshots = Channel.CreateBounded<TopSnapshot>(
        new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly List<TopRow> _rows = [];

    public async IAsyncEnumerable<TopSnapshot> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        DiagnosticsClient client = new(processId);
        EventPipeProvider provider = new(Provider, EventLevel.Informational, TimeSeriesValues, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SessionId"] = Guid.NewGuid().ToString(),
            ["Metrics"] = meter,
            ["RefreshInterval"] = interval.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["MaxTimeSeries"] = "10000",
            ["MaxHistograms"] = "1000",
        });
        using EventPipeSession session = await StartAsync(client, provider, cancellation);
        Task reading = ReadEventsAsync(session, cancellation);
        try
        {
            await foreach (TopSnapshot snapshot in _snapshots.Reader.ReadAllAsync(cancellation))
            {
                yield return snapshot;
            }

            await reading;
        }
        finally
        {
            await StopAsync(session);
        }
    }

    // A process that has ended has no session any more.
    private static async Task StopAsync(EventPipeSession session)
    {
        try
        {
            // A process that is stopped by a debugger or a signal does not answer.
            await session.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(2));
        }
        catch (Exception exception) when (exception is IOException or ServerNotAvailableException or EndOfStreamException or TimeoutException)
        {
        }
    }

    private async Task<EventPipeSession> StartAsync(DiagnosticsClient client, EventPipeProvider provider, CancellationToken cancellation)
    {
        try
        {
            return await client.StartEventPipeSessionAsync(provider, requestRundown: false, token: cancellation);
        }
        catch (Exception exception) when (exception is ServerNotAvailableException or UnauthorizedAccessException or IOException or DiagnosticsClientException)
        {
            throw ToolException.Failure(
                $"Process {processId} cannot be read: {exception.Message} It must be a .NET process of the same user, on this machine and in the same container.");
        }
    }

    private async Task ReadEventsAsync(EventPipeSession session, CancellationToken cancellation)
    {
        try
        {
            await new NettraceReader(session.EventStream).ReadAsync(Provider, Take, cancellation);
            _snapshots.Writer.Complete();
        }
        catch (Exception exception) when (exception is EndOfStreamException or IOException or ObjectDisposedException)
        {
            // The process has ended.
            _ = _snapshots.Writer.TryComplete();
        }
        catch (Exception exception)
        {
            _ = _snapshots.Writer.TryComplete(exception);
        }
    }

    // Rows are collected from the begin of a collection to its end.
    private void Take(string name, byte[] payload)
    {
        switch (name)
        {
            case "CollectionStart":
                _rows.Clear();
                break;
            case "CollectionStop":
                _ = _snapshots.Writer.TryWrite(TopSnapshot.Create(time.GetUtcNow(), _rows));
                break;
            case "CounterRateValuePublished" or "UpDownCounterRateValuePublished":
                _rows.Add(Read(payload, out PayloadReader counter) with { Rate = Number(counter) / interval.TotalSeconds, Value = Number(counter) });
                break;
            case "GaugeValuePublished":
                _rows.Add(Read(payload, out PayloadReader gauge) with { Value = Number(gauge) });
                break;
            case "HistogramValuePublished":
                AddHistogram(payload);
                break;
        }
    }

    private void AddHistogram(byte[] payload)
    {
        TopRow row = Read(payload, out PayloadReader fields);
        Dictionary<string, double> quantiles = new(StringComparer.Ordinal);
        foreach (string[] pair in fields.ReadString().Split(';').Select(static part => part.Split('=')))
        {
            if (pair.Length == 2 && double.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                quantiles[pair[0]] = value;
            }
        }

        _rows.Add(row with
        {
            Median = quantiles.TryGetValue("0.5", out double median) ? median : null,
            P99 = quantiles.TryGetValue("0.99", out double p99) ? p99 : null,
            Rate = fields.ReadInt32() / interval.TotalSeconds,
        });
    }

    // The session, the meter and its version stand in front.
    private static TopRow Read(byte[] payload, out PayloadReader fields)
    {
        fields = new PayloadReader(payload);
        _ = fields.ReadString();
        _ = fields.ReadString();
        _ = fields.ReadString();
        string name = fields.ReadString();
        string unit = fields.ReadString();
        return new TopRow(name, fields.ReadString(), unit);
    }

    private static double? Number(PayloadReader fields) =>
        double.TryParse(fields.ReadString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
