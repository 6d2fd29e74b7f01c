using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Tests;

/// <summary>An actor that waits until the token of its handling is cancelled, and counts that.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Nothing is allocated that would need it.")]
internal sealed class Patient : Actor
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _cancelled = new(0);
    private int _count;

    public Task BegunAsync(CancellationToken limit) => _begun.WaitAsync(limit);

    public Task CancelledAsync(CancellationToken limit) => _cancelled.WaitAsync(limit);

    public override async ValueTask ReceiveAsync(object message, ActorContext context)
    {
        (message as IDisposable)?.Dispose();
        if (message is "count")
        {
            context.Reply(_count);
            return;
        }

        CancellationToken token = context.Cancellation;
        _begun.Release();
        try
        {
            await Task.Delay(Timeout.Infinite, token);
        }
        finally
        {
            _count++;
            _cancelled.Release();
        }
    }
}
