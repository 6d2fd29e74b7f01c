namespace ZmqNative.Cluster;

/// <summary>
/// The reading of one subscription: it begins again with the last entry, and goes on behind it, when the engine was gone. One entry at a time is read from the engine's client, whose buffer is bounded: a slow consumer holds up
/// nothing else. By one consumer; <see cref="Lag"/> and <see cref="Failure"/> by any thread.
/// </summary>
internal sealed class TopicReading : IAsyncDisposable
{
    private readonly Broker _broker;
    private readonly DurableLogOpener _opener;
    private readonly string? _subject;
    private readonly bool _isPrefix;
    private readonly DurablePosition _from;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly TopicProgress _progress;
    private CancellationTokenSource? _readingEnd;
    private IAsyncEnumerator<DurableEntry>? _entries;
    private Task<bool>? _next;
    private RetryPause _pause = RetryPause.OfReadings;
    private volatile Exception? _failure;
    private int _failures;
    private long _lag;

    public TopicReading(
        Broker broker, DurableLogOpener opener, string topic, bool isPrefix, DurablePosition from, TimeSpan timeout, TimeProvider clock)
    {
        _broker = broker;
        _opener = opener;
        _subject = topic.Length > 0 ? TopicSubject.Encode(topic) : null;
        _isPrefix = isPrefix && topic.Length > 0;
        _from = from;
        _timeout = timeout;
        _clock = clock;
        _progress = new TopicProgress(from, clock);
        if (_subject is not null)
        {
            DurableMessageCheck.CheckSubject(_subject);
        }
    }

    /// <summary>The number of entries behind the last one, as far as the engine has told.</summary>
    public long Lag => Interlocked.Read(ref _lag);

    /// <summary>The reason of an interruption of the reading; null if there is none. One loss alone is none, as the reading begins again at once.</summary>
    public Exception? Failure => _failure;

    /// <summary>Returns the next publication, when there is one.</summary>
    /// <exception cref="OperationCanceledException">The subscription is to end.</exception>
    public async ValueTask<DurablePublication> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_entries is null)
                {
                    await BeginAsync(cancellationToken).ConfigureAwait(false);
                }

                DurableEntry entry = await ReadAsync(cancellationToken).ConfigureAwait(false);
                if (_progress.IsKnown(entry))
                {
                    continue;
                }

                if (!_progress.IsNext(entry))
                {
                    throw new ClusterEngineException($"the log has lost its last changes: it gave {entry.Sequence} again, and was at {_progress.Last} before.", _opener.Log.Name);
                }

                if (_progress.NeedsState(entry))
                {
                    _progress.Note(await GetStateAsync(cancellationToken).ConfigureAwait(false));
                }

                (ulong missed, bool isLogNew) = _progress.Take(entry);
                _ = Interlocked.Exchange(ref _lag, entry.Pending ?? 0);
                NoteProgress();
                return new DurablePublication(entry, _broker.Options.Serializer) { Missed = missed, IsLogNew = isLogNew };
            }
            catch (ClusterEngineException exception)
            {
                if (++_failures == 2)
                {
                    _broker.Logger.SubscriptionInterrupted(_broker.Options.Name, _subject ?? string.Empty, ErrorText.MessageOf(exception));
                }

                _failure = _failures > 1 ? exception : null;
                await EndReadingAsync().ConfigureAwait(false);
                _opener.Reset();
                await _pause.WaitAsync(_clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync() => await EndReadingAsync().ConfigureAwait(false);

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _opener.OpenAsync(cancellationToken).ConfigureAwait(false);
        DurableStreamState state = await GetStateAsync(cancellationToken).ConfigureAwait(false);
        _progress.Begin(state, await FindLastAsync(state, cancellationToken).ConfigureAwait(false));
        _readingEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _entries = _opener.Log.ReadAsync(DurableStream.Topics, _progress.Position, _subject, _isPrefix, _readingEnd.Token).GetAsyncEnumerator(_readingEnd.Token);
    }

    // A reading of some topics would not see that another one has the number of the last entry now.
    private async ValueTask<DurableEntry?> FindLastAsync(DurableStreamState state, CancellationToken cancellationToken)
    {
        if (_subject is null || _progress.Last == 0 || state.Count == 0 || state.LastSequence < _progress.Last)
        {
            return null;
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<DurableEntry> entries =
            _opener.Log.ReadAsync(DurableStream.Topics, DurablePosition.From(_progress.Last), cancellationToken: end.Token).GetAsyncEnumerator(end.Token);
        Task<bool> next = entries.MoveNextAsync().AsTask();
        try
        {
            // Without one in time, the limits have removed it meanwhile.
            return await CompletesAsync(next, cancellationToken).ConfigureAwait(false) && await next.ConfigureAwait(false) ? entries.Current : null;
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await ReadingEnd.WaitAsync(entries, next, _clock).ConfigureAwait(false);
        }
    }

    // Without an entry for a time, the engine is asked whether it is there, and still has the same log: a client of an engine may take both losses for silence.
    private async ValueTask<DurableEntry> ReadAsync(CancellationToken cancellationToken)
    {
        _next = _entries!.MoveNextAsync().AsTask();
        while (!await CompletesAsync(_next, cancellationToken).ConfigureAwait(false))
        {
            _progress.Check(await GetStateAsync(cancellationToken).ConfigureAwait(false), _opener.Log.Name);
            NoteProgress();
        }

        Task<bool> next = _next;
        _next = null;
        if (!await next.ConfigureAwait(false))
        {
            throw new ClusterEngineException("the reading has ended.", _opener.Log.Name);
        }

        return _entries.Current;
    }

    // Not for the last entry, which each reading that begins again has: it may get no further, again and again.
    private void NoteProgress()
    {
        (_failures, _failure) = (0, null);
        _pause.Reset();
    }

    private async Task<bool> CompletesAsync(Task task, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(_timeout, _clock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            return false;
        }
    }

    private async Task<DurableStreamState> GetStateAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_timeout, _clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _opener.Log.GetStateAsync(DurableStream.Topics, null, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterEngineException($"it has not answered within {_timeout}.", _opener.Log.Name);
        }
    }

    private async Task EndReadingAsync()
    {
        if (_readingEnd is not { } end)
        {
            return;
        }

        (Task<bool>? next, IAsyncEnumerator<DurableEntry>? entries) = (_next, _entries);
        (_readingEnd, _next, _entries) = (null, null, null);
        await end.CancelAsync().ConfigureAwait(false);
        if (entries is not null)
        {
            await ReadingEnd.WaitAsync(entries, next, _clock).ConfigureAwait(false);
        }

        end.Dispose();
    }
}
