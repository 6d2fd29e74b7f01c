using System.Diagnostics;

namespace ZmqNative.Perf;

/// <summary>The measured span at one end of a scenario: its time, and its cost in this process.</summary>
internal sealed class Meter
{
    private Usage _before;
    private long _start;

    public double Seconds { get; private set; }

    public Usage Usage { get; private set; }

    public void Start()
    {
        _before = ResourceUsage.OfThisProcess();
        _start = Stopwatch.GetTimestamp();
    }

    public void Stop()
    {
        Seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        Usage = ResourceUsage.OfThisProcess() - _before;
    }
}
