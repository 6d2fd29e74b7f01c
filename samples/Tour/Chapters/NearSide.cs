using Tour.Far;
using Tour.Stage;

namespace Tour.Chapters;

/// <summary>What the near side of a chapter works with: what to send, until when, and where to count.</summary>
internal sealed class NearSide(Material material, Gauge gauge) : IDisposable
{
    public Material Material => material;

    public bool TimeIsUp => gauge.TimeIsUp;

    public TallyCounter Sent { get; } = new();

    /// <summary>What the far side sent of its own accord.</summary>
    public TallyCounter Received { get; } = new();

    public LatencyHistogram Latency { get; } = new();

    public Problems Problems { get; } = new();

    /// <summary>Bytes that came as answers: they count for the throughput, but are checked one by one.</summary>
    public long AnswerBytes { get; set; }

    /// <summary>Starts the clock: connections and subscriptions are there now.</summary>
    public void Begin() => gauge.Start();

    /// <summary>Lets the progress bar know.</summary>
    public void Report() => gauge.Set(Sent.Messages + Received.Messages, Sent.Bytes + Received.Bytes + AnswerBytes);

    public Question Question(long number) => material.Questions[(int)(number % material.Questions.Count)];

    /// <summary>Compares both sides.</summary>
    public Measurement Measure(string pattern, Transport transport, FarReport far)
    {
        Report();
        TimeSpan elapsed = gauge.Elapsed;
        Problems.Compare("near to far", Sent.Total(), far.Received);
        if (far.Sent is not null)
        {
            Problems.Compare("far to near", far.Sent, Received.Total());
        }

        return new Measurement
        {
            Pattern = pattern,
            Transport = transport,
            Messages = gauge.Messages,
            Bytes = gauge.Bytes,
            Elapsed = elapsed,
            Latency = Latency.Summarise() ?? far.Latency,
            Verified = far.Verified ?? $"{gauge.Messages:N0} messages",
            Problems = [.. far.Problems, .. Problems.ToArray()],
        };
    }

    public void Dispose()
    {
        Sent.Dispose();
        Received.Dispose();
    }
}
