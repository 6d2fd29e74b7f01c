using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Remote;

/// <summary>
/// Keeps back the first work that a reading loop's messages cause, an actor's turn or the continuation of an ask, so that the
/// loop's thread does it itself once the loop has nothing to read: no other thread need be woken for it.
/// </summary>
/// <remarks>The loop waits for its next messages by then, and goes on elsewhere when they come: the work may take its time.</remarks>
internal sealed class HeldWork
{
    // Nothing is kept back for longer: the loop may find more to read each time.
    private const int MostRounds = 4;

    [ThreadStatic]
    private static HeldWork? t_current;

    private IThreadPoolWorkItem? _item;
    private int _rounds;

    /// <summary>Keeps work back, or queues it.</summary>
    public static void HoldOrQueue(IThreadPoolWorkItem item)
    {
        if (t_current is { _item: null } current)
        {
            current._item = item;
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: true);
        }
    }

    /// <summary>From now on this thread's work may be kept back. Until <see cref="End"/>, without an await between.</summary>
    public void Begin() => t_current = this;

    public static void End() => t_current = null;

    /// <summary>Leaves to the thread pool what was kept back.</summary>
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

    internal readonly struct Awaitable(HeldWork work, ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter next)
        : ICriticalNotifyCompletion
    {
        public bool IsCompleted => next.IsCompleted;

        public Awaitable GetAwaiter() => this;

        [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
        public int GetResult() => next.GetResult();

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            // Taken first: from the registration on, the loop may go on elsewhere and keep back something else.
            IThreadPoolWorkItem? item = work.Take();
            next.UnsafeOnCompleted(continuation);
            item?.Execute();
        }
    }
}
