using System.Diagnostics;

namespace Tour.Stage;

/// <summary>How far a step is: written by the thread that works, read by the one that draws.</summary>
/// <remarks>Plain fields would do for the numbers; the volatile access keeps the drawing thread from reading old ones.</remarks>
internal sealed class Gauge(TimeSpan budget)
{
    private long _started;
    private long _messages;
    private long _bytes;

    public long Messages => Volatile.Read(ref _messages);

    public long Bytes => Volatile.Read(ref _bytes);

    public TimeSpan Elapsed => Volatile.Read(ref _started) is var started and not 0 ? Stopwatch.GetElapsedTime(started) : default;

    /// <summary>How long the step may take.</summary>
    public TimeSpan Budget => budget;

    /// <summary>Of the time that the step may take, from 0 to 1.</summary>
    public double Fraction => Math.Min(1, Elapsed / budget);

    /// <summary>Whether the step has had its time and should come to an end.</summary>
    public bool TimeIsUp => Elapsed >= budget;

    public void Start() => Volatile.Write(ref _started, Stopwatch.GetTimestamp());

    public void Set(long messages, long bytes)
    {
        Volatile.Write(ref _messages, messages);
        Volatile.Write(ref _bytes, bytes);
    }
}
