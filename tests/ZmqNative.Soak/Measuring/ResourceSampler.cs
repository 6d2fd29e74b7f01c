using System.Diagnostics;

namespace ZmqNative.Soak;

/// <summary>Samples the resources of the process until the soak ends.</summary>
internal sealed class ResourceSampler
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private readonly List<ResourceSample> _samples = [];

    /// <summary>The samples so far.</summary>
    public IReadOnlyList<ResourceSample> Samples
    {
        get
        {
            lock (_gate)
            {
                return [.. _samples];
            }
        }
    }

    /// <summary>Samples until the end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            _ = Take();
            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    /// <summary>Takes one sample.</summary>
    public ResourceSample Take()
    {
        ResourceSample sample = ResourceSample.Take(_clock.Elapsed.TotalSeconds);
        lock (_gate)
        {
            _samples.Add(sample);
        }

        return sample;
    }
}
