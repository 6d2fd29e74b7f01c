using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The token by which a handler notices that nobody waits for its answer any more. Made when a handler looks at it.</summary>
/// <remarks>
/// Targets are pooled, so it belongs to one use of its target. An ask that is answered leaves it as it is; one that ends in another way cancels
/// it. Nothing of it needs to be disposed: the handler may keep the token.
/// </remarks>
/// <param name="use">The number of the use of the target.</param>
[SuppressMessage("Design", "CA1001", Justification = "The handler may look at the token after the end; the source holds nothing.")]
internal sealed class AskCancellation(uint use)
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    private readonly CancellationTokenSource _gone = new();

    /// <summary>Returns the token of a use of a target, any thread.</summary>
    /// <param name="place">The field of the target.</param>
    /// <param name="target">The target.</param>
    /// <param name="use">The number of the use.</param>
    /// <param name="isNew">Whether this call has made the token.</param>
    /// <returns>A token that is cancelled already if the use has ended.</returns>
    public static CancellationToken Get(ref AskCancellation? place, ReplyTarget target, uint use, out bool isNew)
    {
        isNew = false;
        while (true)
        {
            AskCancellation? current = Volatile.Read(ref place);
            if (current is not null && current.IsOf(use))
            {
                return current._gone.Token;
            }

            if (!target.IsPending(use))
            {
                return Cancelled;
            }

            AskCancellation made = new(use);
            if (Interlocked.CompareExchange(ref place, made, current) == current)
            {
                // Either this thread sees that the use has ended, or the end of the use sees the token: both have a full fence between.
                if (!target.IsPending(use))
                {
                    made.Cancel();
                }

                isNew = true;
                return made._gone.Token;
            }
        }
    }

    /// <summary>Cancels the token of a use that has ended without an answer. After the exchange that ended the use.</summary>
    public static void Cancel(ref AskCancellation? place, uint use)
    {
        if (Volatile.Read(ref place) is { } current && current.IsOf(use))
        {
            current.Cancel();
        }
    }

    private bool IsOf(uint number) => use == number;

    // Callbacks are user code: they run on another thread, and exceptions of theirs are ignored.
    private void Cancel() => _gone.CancelAsync().Observe();
}
