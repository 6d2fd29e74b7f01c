using ZmqNative.Patterns;

namespace ZmqNative.Perf;

/// <summary>The parameters of one end of a load, for one round.</summary>
internal sealed class End(Place place, int size, int count, int width, string endpoint)
{
    private readonly TaskCompletionSource<string> _bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Context Context => place.Context;

    public Reactor Reactor => place.Reactor;

    /// <summary>The size of a message in bytes.</summary>
    public int Size => size;

    /// <summary>The number of messages, round trips or requests.</summary>
    public int Count => count;

    /// <summary>The number of requests in flight, or of subscribers.</summary>
    public int Width => width;

    /// <summary>The endpoint to bind or to connect.</summary>
    public string Endpoint => endpoint;

    public Meter Meter { get; } = new();

    /// <summary>Completes with the resolved endpoint when the other end may connect.</summary>
    public Task<string> WhenBound => _bound.Task;

    /// <summary>The latencies, for loads that record each of them.</summary>
    public double[] Percentiles { get; set; } = [];

    /// <summary>The other end, if both are in this process.</summary>
    public Task? Other { get; set; }

    /// <summary>The core that a thread of this end is pinned to; null for none.</summary>
    public int? Core { get; init; }

    /// <summary>Completes when the end that binds, in this or another process, has received everything.</summary>
    /// <remarks>
    /// A sender that closes earlier loses messages over ipc: a receiver at its high-water mark detects the closed connection at
    /// once and discards the unread data.
    /// </remarks>
    public Task MayClose { get; set; } = Task.CompletedTask;

    public void Bound(string resolved) => _bound.TrySetResult(resolved);

    /// <summary>Blocks on purpose: for ends that are a thread, as in the C programs.</summary>
    public void WaitUntilMayClose() => ((IAsyncResult)MayClose).AsyncWaitHandle.WaitOne();

    public void Check(int length)
    {
        if (length != size)
        {
            throw new InvalidOperationException($"A message of {length} bytes came instead of one of {size}.");
        }
    }
}
