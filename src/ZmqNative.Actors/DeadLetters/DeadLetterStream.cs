using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The dead letters for one reader: the first enumeration begins with the call that made it, each further one with its own begin.</summary>
internal sealed class DeadLetterStream(DeadLetterFeed feed, int capacity, CancellationToken cancellationToken) : IAsyncEnumerable<DeadLetter>
{
    private DeadLetterQueue? _first = feed.Open(capacity);

    [SuppressMessage("Reliability", "CA2000", Justification = "The enumerator disposes it.")]
    public IAsyncEnumerator<DeadLetter> GetAsyncEnumerator(CancellationToken enumeratorToken = default)
    {
        DeadLetterQueue letters = Interlocked.Exchange(ref _first, null) ?? feed.Open(capacity);
        if (!cancellationToken.CanBeCanceled || !enumeratorToken.CanBeCanceled || cancellationToken == enumeratorToken)
        {
            return new Enumerator(feed, letters, null, enumeratorToken.CanBeCanceled ? enumeratorToken : cancellationToken);
        }

        CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enumeratorToken);
        return new Enumerator(feed, letters, either, either.Token);
    }

    // Not an iterator: the finally block of one that is disposed before its first step does not run, and its queue would fill forever.
    private sealed class Enumerator(DeadLetterFeed feed, DeadLetterQueue letters, CancellationTokenSource? linked, CancellationToken token)
        : IAsyncEnumerator<DeadLetter>
    {
        public DeadLetter Current { get; private set; } = null!;

        public async ValueTask<bool> MoveNextAsync()
        {
            token.ThrowIfCancellationRequested();
            while (true)
            {
                if (letters.TryTake(out DeadLetter letter))
                {
                    Current = letter;
                    return true;
                }

                if (!await letters.WaitAsync(token).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        public ValueTask DisposeAsync()
        {
            feed.Close(letters);
            linked?.Dispose();
            return default;
        }
    }
}
