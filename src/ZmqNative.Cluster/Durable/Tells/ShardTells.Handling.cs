using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <content>The loops of the keys: hand each entry to its actor, and remove it from the log when it was handled.</content>
internal sealed partial class ShardTells
{
    [SuppressMessage("Design", "CA1031", Justification = "What one entry throws must not end the handling of its key.")]
    private async Task RunAsync(KeyTells key)
    {
        while (TryBegin(key, out DurableEntry? entry))
        {
            try
            {
                TellStep step = entry is null
                    ? await CatchUpAsync(key).ConfigureAwait(false)
                    : await HandleAsync(key, entry).ConfigureAwait(false);
                if (step == TellStep.Done && entry is not null)
                {
                    End(key, entry);
                }
                else if (step == TellStep.Again)
                {
                    await PauseAsync(key).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // The next look at the key ends its loop.
            }
            catch (Exception exception)
            {
                _tells.NoteFailure(exception);
                await PauseAsync(key).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // False if the loop has ended. No entry: those that were skipped are to be read.
    private bool TryBegin(KeyTells key, out DurableEntry? entry)
    {
        lock (_gate)
        {
            if (!_isClosed && MayHand && (key.Queue.TryPeek(out entry) ? entry.Sequence <= _front : key.SkippedFrom != 0 && !IsEnding))
            {
                return true;
            }

            entry = null;
            (key.IsRunning, key.IsHeldUp) = (false, false);
            UpdatePlacesInsideLock(key);
            if (key.LastSeen > _position)
            {
                _lingering.Enqueue(key);
            }
            else if (!key.HasUnhandled)
            {
                _ = _keys.Remove(key.Address);
            }

            EndLoopInsideLock();
            return false;
        }
    }

    private void EndLoopInsideLock()
    {
        _running--;
        RemoveInsideLock();
        NoteSettledInsideLock();
        if (_running == 0 && _isClosed)
        {
            _ = _drained.TrySetResult();
        }
    }

    private void End(KeyTells key, DurableEntry entry)
    {
        long now = _tells.Clock.GetTimestamp();
        lock (_gate)
        {
            key.End(entry, now);
            UpdatePlacesInsideLock(key);
            NoteHandledInsideLock(entry);

            // The reading may wait for this key rather than for a place.
            _ = _changed.Writer.TryWrite(true);
        }
    }

    // What a lost log had is lost with it.
    private void NoteHandledInsideLock(DurableEntry entry)
    {
        if (entry.LogCreated == _logCreated)
        {
            _handled.Add(entry);
            RemoveInsideLock();
        }
    }

    private async Task PauseAsync(KeyTells key)
    {
        int pauses;
        lock (_gate)
        {
            key.HoldUp();
            UpdatePlacesInsideLock(key);
            pauses = key.Pauses++;
        }

        DurableTellOptions options = _tells.Options;
        double pause = Math.Min(options.FirstPause.TotalSeconds * Math.Pow(2, Math.Min(pauses, 30)), options.MaxPause.TotalSeconds);
        await Task.Delay(TimeSpan.FromSeconds(pause), _tells.Clock, _end.Token).ConfigureAwait(false);
    }

    // One attempt.
    private async Task<TellStep> HandleAsync(KeyTells key, DurableEntry entry)
    {
        if (!MayHand)
        {
            return TellStep.Ended;
        }

        if (!TellCodec.TryRead(entry.Message, _tells.Broker.Options.Serializer, out object? message, out string? reason))
        {
            return await GiveUpAsync(key, entry, reason).ConfigureAwait(false);
        }

        HandlingReport report = new(new DurableTell(entry.Message.Id, entry.Sequence, entry.LogCreated, entry.Time, key.Attempt), _hold);
        Post(key, TrackedMessage.WrapReceived(message, TellCodec.TraceOf(entry.Message), peer: null), report);
        Exception? failure = await report.Ended.ConfigureAwait(false);
        if (failure is null)
        {
            _tells.Counters.CountHandled();
            return TellStep.Done;
        }

        if (HandlingReport.IsNotHandled(failure))
        {
            return TellStep.Again;
        }

        if (key.Attempt >= _tells.Options.MaxAttempts)
        {
            return await GiveUpAsync(key, entry, (failure as ActorFailedException)?.FailureText ?? ErrorText.MessageOf(failure)).ConfigureAwait(false);
        }

        _tells.Counters.CountRetried();
        key.Attempt++;
        return TellStep.Again;
    }

    private void Post(KeyTells key, object message, HandlingReport report)
    {
        if (!key.Actor.PostAskIfHere(message, report, 0, out _))
        {
            // The registration may follow later; the shard may just have been closed.
            DeadLetterFeed.Release(message);
            _ = report.TryFail(
                _tells.Broker.IsShared(key.Address) ? new ActorMovedException($"Shard {_hold.Shard} has no actors here now.", key.Address) : new ActorNotFoundException(key.Address), 0);
        }
    }

    private async Task<TellStep> GiveUpAsync(KeyTells key, DurableEntry entry, string reason)
    {
        DurableMessage letter = TellCodec.GiveUp(entry, reason, key.Attempt);
        if (!await TryUntilRevokedAsync(entry, async token => _ = await _tells.Log.AppendAsync(DurableStream.DeadLetters, letter, token).ConfigureAwait(false)).ConfigureAwait(false))
        {
            return TellStep.Ended;
        }

        _tells.NoteDeadLetter(key.Address, entry.Message.Id, reason);
        return TellStep.Done;
    }

    // Also while the shard is handed over: its next owner must not handle again what was handled. False if the ownership has ended.
    private async Task<bool> TryUntilRevokedAsync(DurableEntry? entry, Func<CancellationToken, Task> act)
    {
        RetryPause pause = RetryPause.OfReadings;
        while (_hold.IsValid)
        {
            lock (_gate)
            {
                if (entry is not null && entry.LogCreated != _logCreated)
                {
                    return true;
                }
            }

            try
            {
                using CancellationTokenSource limit = new(_tells.CallTimeout, _tells.Clock);
                using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _revoked.Token);
                await act(either.Token).WaitAsync(either.Token).ConfigureAwait(false);
                return true;
            }
            catch (Exception exception) when (exception is ClusterEngineException or OperationCanceledException or ArgumentException)
            {
                // ArgumentException: the server does not take messages of this size any more. The message is kept, and its key waits, until it does.
                if (exception is ArgumentException)
                {
                    _tells.NoteFailure(exception);
                }

                if (!_revoked.IsCancellationRequested)
                {
                    await pause.WaitAsync(_tells.Clock, _revoked.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }

        return false;
    }
}
