using Tour.Far;
using Tour.Stage;
using ZmqNative;

namespace Tour.Chapters;

/// <summary>The context of the near side of a chapter: the material to send, the time, and the counts.</summary>
internal sealed class NearSide : IDisposable
{
    private readonly TourStage _stage;
    private readonly FarLink _far;
    private readonly Gauge _gauge;
    private readonly CancellationTokenSource _limit;

    public NearSide(TourStage stage, FarLink far, Gauge gauge)
    {
        _stage = stage;
        _far = far;
        _gauge = gauge;
        _limit = CancellationTokenSource.CreateLinkedTokenSource(stage.Ended);
        _limit.CancelAfter(gauge.Budget + stage.Schedule.Patience);
    }

    public Context Context => _stage.Context;

    public Material Material => _stage.Material;

    /// <summary>The longest wait for the far side at one point.</summary>
    public TimeSpan Patience => _stage.Schedule.Patience;

    /// <summary>The token that ends waits: when the tour ends early, or the far side does not respond in time.</summary>
    public CancellationToken Token => _limit.Token;

    public bool TimeIsUp => _gauge.TimeIsUp;

    public TallyCounter Sent { get; } = new();

    /// <summary>The messages that the far side sent, without replies.</summary>
    public TallyCounter Received { get; } = new();

    public LatencyHistogram Latency { get; } = new();

    public Problems Problems { get; } = new();

    /// <summary>The bytes of replies: they count for the throughput, but are checked one by one.</summary>
    public long AnswerBytes { get; set; }

    /// <summary>The result of the checks of this side, if it is more than the number of messages.</summary>
    public string? Verified { get; set; }

    /// <summary>Starts the clock, after connections and subscriptions are made.</summary>
    public void Begin() => _gauge.Start();

    /// <summary>Updates the progress bar.</summary>
    public void Report() => _gauge.Set(Sent.Messages + Received.Messages, Sent.Bytes + Received.Bytes + AnswerBytes);

    public Question Question(long number) => Material.Questions[(int)(number % Material.Questions.Count)];

    /// <summary>Waits until the far side has received all messages; then sockets may be closed.</summary>
    public Task<FarReport> FinishAsync() => _far.FinishAsync();

    /// <summary>Compares both sides.</summary>
    public Measurement Measure(string pattern, Transport transport, FarReport far)
    {
        Report();
        TimeSpan elapsed = _gauge.Elapsed;
        Problems.Compare("near to far", Sent.Total(), far.Received);
        if (far.Sent is not null)
        {
            Problems.Compare("far to near", far.Sent, Received.Total());
        }

        return new Measurement
        {
            Pattern = pattern,
            Transport = transport,
            Messages = _gauge.Messages,
            Bytes = _gauge.Bytes,
            Elapsed = elapsed,
            Latency = Latency.Summarise() ?? far.Latency,
            Verified = far.Verified ?? Verified ?? $"{_gauge.Messages:N0} messages",
            Problems = [.. far.Problems, .. Problems.ToArray()],
        };
    }

    public void Dispose()
    {
        Sent.Dispose();
        Received.Dispose();
        _limit.Dispose();
    }
}
