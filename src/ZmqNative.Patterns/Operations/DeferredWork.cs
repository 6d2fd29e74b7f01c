using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>
/// The first work that a reading loop's messages cause, an actor's turn or the continuation of an ask, deferred until the loop has
/// nothing to read: its thread does the work itself then, and no other thread need be woken for it.
/// </summary>
/// <remarks>The loop waits for its next messages by then, and goes on elsewhere when they come: the work may take its time.</remarks>
internal sealed class DeferredWork
{
    // Nothing is deferred for longer: the loop may find more to read each time.
    private const int MostRounds = 4;

    private IThreadPoolWorkItem? _item;
    private int _rounds;

    /// <summary>Keeps work for the end of the round; false if there is some already.</summary>
    public bool TryKeep(IThreadPoolWorkItem item)
    {
        if (_item is not null)
        {
            return false;
        }

        _item = item;
        return true;
    }

    /// <summary>Leaves to the thread pool what was deferred.</summary>
    public void Release()
    {
        if (Take() is { } item)
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
        }
    }

    /// <summary>Awaits what the loop reads next, and does the work meanwhile.</summary>
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
            // Taken first: from the registration on, the loop may go on elsewhere and defer something else.
            IThreadPoolWorkItem? item = work.Take();
            next.UnsafeOnCompleted(continuation);
            item?.Execute();
        }
    }
}
