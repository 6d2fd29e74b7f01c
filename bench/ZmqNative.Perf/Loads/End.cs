using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>What one end of a load works with, for one round.</summary>
internal sealed class End(Place place, int size, int count, int width, string endpoint)
{
    private readonly TaskCompletionSource<string> _bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Context Context => place.Context;

    public Reactor Reactor => place.Reactor;

    /// <summary>Bytes per message.</summary>
    public int Size => size;

    /// <summary>How many messages, round trips or requests.</summary>
    public int Count => count;

    /// <summary>Requests in flight, or subscribers.</summary>
    public int Width => width;

    /// <summary>Where to bind or to connect.</summary>
    public string Endpoint => endpoint;

    public Meter Meter { get; } = new();

    /// <summary>Completes with the resolved endpoint when the other end may connect.</summary>
    public Task<string> WhenBound => _bound.Task;

    /// <summary>The latencies, for the loads that keep each.</summary>
    public double[] Percentiles { get; set; } = [];

    /// <summary>The other end, where both are in this process.</summary>
    public Task? Other { get; set; }

    /// <summary>The core that a thread of this end is to run on, if it is to run on one.</summary>
    public int? Core { get; init; }

    /// <summary>Completes when the end that binds has all, wherever it runs.</summary>
    /// <remarks>
    /// A sender that closes earlier loses messages over ipc: a receiver at its high-water mark learns of the hang-up at
    /// once and gives up what it has not read.
    /// </remarks>
    public Task MayClose { get; set; } = Task.CompletedTask;

    public void Bound(string resolved) => _bound.TrySetResult(resolved);

    /// <summary>Blocks on purpose: for ends that are a thread, as the C programs' are.</summary>
    public void WaitUntilMayClose() => ((IAsyncResult)MayClose).AsyncWaitHandle.WaitOne();

    public void Check(int length)
    {
        if (length != size)
        {
            throw new InvalidOperationException($"A message of {length} bytes came instead of one of {size}.");
        }
    }
}
