using System.Threading.Channels;

namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>An object for which a handling waits until the test opens it, in several forms.</summary>
public sealed class Gate : IDisposable
{
    private readonly TaskCompletionSource<int> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _cancelled = new();

    public Task<int> Task => _source.Task;

    public CancellationToken Token => _cancelled.Token;

    public SemaphoreSlim Semaphore { get; } = new(0);

    public Channel<int> Channel { get; } = System.Threading.Channels.Channel.CreateUnbounded<int>();

    public void Open()
    {
        _source.SetResult(1);
        _cancelled.Cancel();
        _ = Semaphore.Release();
        _ = Channel.Writer.TryWrite(1);
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        Semaphore.Dispose();
    }
}
