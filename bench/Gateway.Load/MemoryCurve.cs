using System.Diagnostics;

namespace ZmqNative.Gateway.Load;

/// <summary>The memory of a process, in MiB, sampled several times a second.</summary>
internal sealed class MemoryCurve(Process process) : IDisposable
{
    private readonly List<(double Seconds, double Mebibytes)> _points = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public IReadOnlyList<(double Seconds, double Mebibytes)> Points => _points;

    /// <summary>Samples until <see cref="Stop"/>.</summary>
    public async Task RunAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        try
        {
            do
            {
                Look();
            }
            while (await timer.WaitForNextTickAsync(_ending.Token));
        }
        catch (OperationCanceledException)
        {
            Look();
        }
    }

    public void Stop() => _ending.Cancel();

    public void Dispose() => _ending.Dispose();

    /// <summary>Draws the curve as one line of text, scaled from the lowest to the highest value.</summary>
    public string Draw(int width)
    {
        const string Levels = "▁▂▃▄▅▆▇█";
        double least = _points.Min(static p => p.Mebibytes);
        double most = _points.Max(static p => p.Mebibytes);
        return string.Concat(Enumerable.Range(0, Math.Min(width, _points.Count)).Select(i =>
        {
            double value = _points[(int)((long)i * _points.Count / Math.Min(width, _points.Count))].Mebibytes;
            return Levels[most > least ? (int)((value - least) / (most - least) * (Levels.Length - 1)) : 0];
        }));
    }

    private void Look()
    {
        process.Refresh();
        _points.Add((_clock.Elapsed.TotalSeconds, process.WorkingSet64 / 1048576.0));
    }
}
