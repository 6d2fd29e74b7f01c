using System.Collections.Concurrent;

namespace ZmqNative.Actors.Tests;

/// <summary>A synchronization context with a thread that runs its callbacks, as that of a user interface.</summary>
internal sealed class PumpContext : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _callbacks = [];

    public PumpContext()
    {
        Thread = new Thread(Run) { IsBackground = true };
        Thread.Start();
    }

    public Thread Thread { get; }

    public override void Post(SendOrPostCallback d, object? state) => _callbacks.Add((d, state));

    public override SynchronizationContext CreateCopy() => this;

    public void Dispose()
    {
        _callbacks.CompleteAdding();
        Thread.Join();
        _callbacks.Dispose();
    }

    private void Run()
    {
        SetSynchronizationContext(this);
        foreach ((SendOrPostCallback callback, object? state) in _callbacks.GetConsumingEnumerable())
        {
            callback(state);
        }
    }
}
