using System.Diagnostics;

namespace Tour.Stage;

/// <summary>The progress of a step, written by the thread of the chapter and read by the thread of the screen.</summary>
/// <remarks>Plain fields would do for the numbers; the volatile access keeps the drawing thread from reading old ones.</remarks>
internal sealed class Gauge(TimeSpan budget)
{
    private long _started;
    private long _messages;
    private long _bytes;

    public long Messages => Volatile.Read(ref _messages);

    public long Bytes => Volatile.Read(ref _bytes);

    public TimeSpan Elapsed => Volatile.Read(ref _started) is var started and not 0 ? Stopwatch.GetElapsedTime(started) : default;

    /// <summary>The time of the step.</summary>
    public TimeSpan Budget => budget;

    /// <summary>The part of that time that has passed, from 0 to 1.</summary>
    public double Fraction => Math.Min(1, Elapsed / budget);

    /// <summary>Whether the time of the step has passed, so that it should end.</summary>
    public bool TimeIsUp => Elapsed >= budget;

    public void Start() => Volatile.Write(ref _started, Stopwatch.GetTimestamp());

    public void Set(long messages, long bytes)
    {
        Volatile.Write(ref _messages, messages);
        Volatile.Write(ref _bytes, bytes);
    }
}
