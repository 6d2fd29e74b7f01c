using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>
/// The first work that a reading loop's messages cause, an actor's turn or the continuation of an ask. It is deferred until the loop has
/// nothing to read: its thread runs the work itself then, and no other thread need be woken for it.
/// </summary>
/// <remarks>
/// The loop waits for its next messages at that time, and continues on another thread when they arrive: the work may take any time.
/// </remarks>
internal sealed class DeferredWork
{
    // The longest deferral: the loop may find more to read each time.
    private const int MostRounds = 4;

    private IThreadPoolWorkItem? _item;
    private int _rounds;

    /// <summary>Keeps work for the end of the round. Returns false if other work is deferred already.</summary>
    public bool TryKeep(IThreadPoolWorkItem item)
    {
        if (_item is not null)
        {
            return false;
        }

        _item = item;
        return true;
    }

    /// <summary>Queues the deferred work to the thread pool.</summary>
    public void Release()
    {
        if (Take() is { } item)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
        }
    }

    /// <summary>Awaits the next messages of the loop, and runs the work meanwhile.</summary>
    public Awaitable Await(ValueTask<int> next)
    {
        if (_item is not null && next.IsCompleted && ++_rounds == MostRounds)
        {
            Release();
        }

        return new Awaitable(this, next.ConfigureAwait(false).GetAwaiter());
    }

    private IThreadPoolWorkItem? Take()
    {
        IThreadPoolWorkItem? item = _item;
        _item = null;
        _rounds = 0;
        return item;
    }

    internal readonly struct Awaitable(DeferredWork work, ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter next)
        : ICriticalNotifyCompletion
    {
        public bool IsCompleted => next.IsCompleted;

        public Awaitable GetAwaiter() => this;

        [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
        public int GetResult() => next.GetResult();

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            // Taken first: after the registration the loop may continue on another thread and defer other work.
            IThreadPoolWorkItem? item = work.Take();
            next.UnsafeOnCompleted(continuation);
            item?.Execute();
        }
    }
}
