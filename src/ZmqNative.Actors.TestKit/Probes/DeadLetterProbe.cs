namespace ZmqNative.Actors.TestKit;

/// <summary>The dead letters of a test broker, and the expectations of a test about them. Thread-safe; one expectation at a time.</summary>
public sealed class DeadLetterProbe
{
    private readonly TestBroker _broker;
    private readonly DeadLetterQueue _queue;

    // Guards the lists.
    private readonly Lock _gate = new();
    private readonly List<DeadLetter> _all = [];
    private readonly List<DeadLetter> _left = [];

    internal DeadLetterProbe(TestBroker broker)
    {
        _broker = broker;
        _queue = broker.Broker.DeadLetters.Open(int.MaxValue);
    }

    /// <summary>All dead letters, in their order.</summary>
    public IReadOnlyList<DeadLetter> Letters
    {
        get
        {
            lock (_gate)
            {
                ReadInsideLock();
                return [.. _all];
            }
        }
    }

    /// <summary>Expects a dead letter with a message of a type. Other letters are left for other expectations.</summary>
    /// <typeparam name="T">The type of the message; object for any.</typeparam>
    /// <param name="reason">The reason; default any.</param>
    /// <param name="predicate">A condition for the message; default none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The oldest such letter that no expectation has returned. Frames in it are disposed.</returns>
    /// <exception cref="ExpectationException">There was none in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<DeadLetter> ExpectAsync<T>(
        DeadLetterReason? reason = null, Func<T, bool>? predicate = null, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource limit = _broker.BeginLimit(cancellationToken);
        while (true)
        {
            lock (_gate)
            {
                ReadInsideLock();
                int index = _left.FindIndex(letter =>
                    letter.Message is T message && (reason is null || letter.Reason == reason) && (predicate is null || predicate(message)));
                if (index >= 0)
                {
                    DeadLetter found = _left[index];
                    _left.RemoveAt(index);
                    return found;
                }
            }

            try
            {
                if (!await _queue.WaitAsync(limit.Token).ConfigureAwait(false))
                {
                    throw _broker.Failed($"{Expected<T>(reason)}; the broker has ended.{Environment.NewLine}{History()}");
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw _broker.TimedOut($"{Expected<T>(reason)}; none came.{Environment.NewLine}{History()}");
            }
        }
    }

    /// <summary>Expects that there is no dead letter, except those that were expected, and that none comes while actors run or for a virtual time.</summary>
    /// <param name="during">The time by which the clock is advanced; default 0: only what runs now is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the broker is idle and there is none.</returns>
    /// <exception cref="ExpectationException">There is one; or the broker was not idle in time.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task ExpectNoneAsync(TimeSpan during = default, CancellationToken cancellationToken = default)
    {
        await _broker.AdvanceAsync(during, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            ReadInsideLock();
            if (_left.Count > 0)
            {
                throw _broker.Failed($"Expected no dead letter; there is {Show(_left[0])}.{Environment.NewLine}{HistoryInsideLock()}");
            }
        }
    }

    private void ReadInsideLock()
    {
        while (_queue.TryTake(out DeadLetter letter))
        {
            _all.Add(letter);
            _left.Add(letter);
        }
    }

    private string History()
    {
        lock (_gate)
        {
            return HistoryInsideLock();
        }
    }

    private string HistoryInsideLock() => _all.Count == 0
        ? "There was no dead letter so far."
        : $"All dead letters:{string.Concat(_all.Select(static letter => $"{Environment.NewLine}  {Show(letter)}"))}";

    private static string Expected<T>(DeadLetterReason? reason) =>
        $"Expected a dead letter of type {typeof(T).Name}{(reason is { } given ? $" with the reason {given}" : string.Empty)}";

    private static string Show(DeadLetter letter) =>
        $"{ActorReport.Show(letter.Message)} to '{letter.Address}': {letter.Reason}{(letter.Cause is { } cause ? $" ({cause.GetType().Name}: {ErrorText.MessageOf(cause)})" : string.Empty)}";
}
