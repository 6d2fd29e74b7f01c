namespace ZmqNative.Patterns.Tests;

/// <summary>A thread pool whose threads all wait until this is disposed: nothing that is queued to it begins.</summary>
internal sealed class FrozenThreadPool : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly int _maxWorkers;
    private readonly int _maxPorts;

    public FrozenThreadPool()
    {
        ThreadPool.GetMaxThreads(out _maxWorkers, out _maxPorts);
        ThreadPool.GetMinThreads(out int workers, out _);
        Assert.That(ThreadPool.SetMaxThreads(workers, _maxPorts), Is.True);
        CountdownEvent frozen = new(workers);
        for (int i = 0; i < workers; i++)
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    frozen.Signal();
                    _release.Wait();
                },
                null);
        }

        Assert.That(frozen.Wait(TimeSpan.FromSeconds(60)), Is.True, "the threads of the pool are busy");
    }

    public void Dispose()
    {
        Assert.That(ThreadPool.SetMaxThreads(_maxWorkers, _maxPorts), Is.True);
        _release.Set();
    }
}
