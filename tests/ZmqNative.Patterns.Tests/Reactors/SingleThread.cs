using System.Collections.Concurrent;

namespace ZmqNative.Patterns.Tests;

/// <summary>A thread with a synchronization context, as a user interface has one.</summary>
internal sealed class SingleThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];
    private readonly Thread _thread;

    public SingleThread()
    {
        _thread = new Thread(() =>
        {
            SetSynchronizationContext(this);
            foreach ((SendOrPostCallback callback, object? state) in _posted.GetConsumingEnumerable())
            {
                callback(state);
            }
        })
        {
            IsBackground = true,
        };
        _thread.Start();
    }

    public int Id => _thread.ManagedThreadId;

    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => _ = ForwardAsync(), null);
        return result.Task;

        async Task ForwardAsync() => result.SetResult(await work());
    }

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    public void Dispose()
    {
        _posted.CompleteAdding();
        _thread.Join();
        _posted.Dispose();
    }
}
