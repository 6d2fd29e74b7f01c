using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <content>The loop that reads the entries of the shard.</content>
internal sealed partial class ShardTells
{
    [SuppressMessage("Design", "CA1031", Justification = "Whatever ends a reading, it begins again: entries must not be left.")]
    private async Task ReadAsync()
    {
        RetryPause pause = RetryPause.OfReadings;
        int failures = 0;
        bool isMarkKnown = false;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _tells.Opener.OpenAsync(_end.Token).ConfigureAwait(false);
                if (!isMarkKnown)
                {
                    await FindMarkAsync().ConfigureAwait(false);
                    isMarkKnown = true;
                }

                bool readsAll;
                long now = _tells.Clock.GetTimestamp();
                lock (_gate)
                {
                    (_position, _pending, _readingSince, readsAll) = (0, 0, now, _mark != 0);
                }

                await foreach (DurableEntry entry in _tells.Log.ReadAsync(DurableStream.Tells, subject: readsAll ? null : _subject, cancellationToken: _end.Token).ConfigureAwait(false))
                {
                    pause.Reset();
                    (failures, _failure) = (0, null);
                    if (entry.Message.Subject == _subject)
                    {
                        // Of a reading of all shards it would count those of others, too.
                        await TakeAsync(readsAll ? entry with { Pending = null } : entry).ConfigureAwait(false);
                    }
                    else
                    {
                        PassOther(entry);
                    }

                    if (EndsReading(readsAll, out bool isLast))
                    {
                        if (isLast)
                        {
                            return;
                        }

                        break;
                    }
                }
            }
            catch (Exception) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // One loss alone is none: an engine may give up the reading of an owner that takes nothing for a while.
                bool hasLasted = EndReading();
                failures = hasLasted ? 1 : failures + 1;
                if (hasLasted)
                {
                    pause.Reset();
                }

                _failure = failures > 1 ? exception : null;
                _tells.NoteFailure(exception);
            }

            await pause.WaitAsync(_tells.Clock, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whether the reading, also one without entries, has gone on for so long that the failures before it are over. Must not throw.
    [SuppressMessage("Design", "CA1031", Justification = "The clock may be code of users that throws; the reading begins again nevertheless.")]
    private bool EndReading()
    {
        long? since;
        lock (_gate)
        {
            (since, _readingSince) = (_readingSince, null);
        }

        try
        {
            return HasLasted(since);
        }
        catch (Exception)
        {
            return false;
        }
    }

    // Not inside the lock, as everything that reads the clock: it may be code of users.
    private bool HasLasted(long? since) => since is { } begin && _tells.Clock.GetElapsedTime(begin) >= ProofTime;

    // The last one when the shard is about to be handed over; one of all shards also when the mark is removed.
    private bool EndsReading(bool readsAll, out bool isLast)
    {
        lock (_gate)
        {
            isLast = IsEnding;
            return isLast || (readsAll && _mark == 0);
        }
    }

    private async ValueTask TakeAsync(DurableEntry entry)
    {
        // Entries without an address, which are dead letters at once, are those of one key.
        string address = TellCodec.AddressOf(entry.Message) ?? string.Empty;
        while (!TryTake(entry, address))
        {
            using CancellationTokenSource limit = new(StallTime, _tells.Clock);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _end.Token);
            try
            {
                _ = await _changed.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!_end.IsCancellationRequested)
            {
                ReleaseStalled();
            }
        }
    }

    // One of another shard, with a reading of all.
    private void PassOther(DurableEntry entry)
    {
        lock (_gate)
        {
            if (!_isClosed && !IsEnding)
            {
                FollowInsideLock(entry);
                PassInsideLock(entry);
            }
        }
    }

    // False if there is no space.
    private bool TryTake(DurableEntry entry, string address)
    {
        long now = _tells.Clock.GetTimestamp();
        lock (_gate)
        {
            if (_isClosed || IsEnding)
            {
                return true;
            }

            FollowInsideLock(entry);
            _ = _keys.TryGetValue(address, out KeyTells? key);
            if (_handled.TryRenew(entry))
            {
                _ = key?.LastSeen = Math.Max(key.LastSeen, entry.Sequence);
                PassInsideLock(entry);
                return true;
            }

            if (key is not null)
            {
                if (key.IsCurrent(entry))
                {
                    key.LastSeen = Math.Max(key.LastSeen, entry.Sequence);
                    PassInsideLock(entry);
                    return true;
                }

                if (entry.Sequence <= key.LastSeen)
                {
                    if (!key.Holds(entry.Sequence))
                    {
                        // It was removed, and the engine has lost that.
                        _handled.Add(entry);
                    }

                    PassInsideLock(entry);
                    return true;
                }

                if (key.IsHeldUp || key.SkippedFrom != 0)
                {
                    key.Skip(entry.Sequence);
                    PassInsideLock(entry);
                    return true;
                }

                if (key.Queue.Count >= _places / PlacesPerKey)
                {
                    return false;
                }
            }

            if (!HasSpaceInsideLock())
            {
                return false;
            }

            if (key is null)
            {
                key = new KeyTells(address, new AddressRef(_tells.Broker, address));
                _keys.Add(address, key);
            }

            key.Queue.Enqueue(entry);
            key.LastSeen = entry.Sequence;
            if (!key.IsRunning)
            {
                key.IsRunning = true;
                key.LastProgress = now;
                _running++;
                _ = Task.Run(() => RunAsync(key));
            }

            UpdatePlacesInsideLock(key);
            PassInsideLock(entry);
            return true;
        }
    }

    // Notes the log of an entry, and that the reading has come to it.
    private void FollowInsideLock(DurableEntry entry)
    {
        LogPlace place = LogPlace.Of(entry);
        if (entry.LogCreated != _logCreated || entry.Server != _server)
        {
            BeginLogInsideLock(entry);
        }
        else if (place.HasNumberAgain(_last))
        {
            // What is known by its number may be another entry now: all is read anew.
            ulong last = _last.Sequence;
            BeginLogInsideLock(entry);
            throw new ClusterEngineException($"the log has lost its last changes: it gave {entry.Sequence} again, and was at {last} before.", _tells.Log.Name);
        }

        _last = _last.Max(place);

        // With itself, until it is taken. What was in front of it has passed, or was removed.
        _pending = (entry.Pending ?? 0) + 1;
        _position = Math.Max(_position, entry.Sequence - 1);
        _farthest = Math.Max(_farthest, _position);
    }

    private void PassInsideLock(DurableEntry entry)
    {
        _position = entry.Sequence;
        _farthest = Math.Max(_farthest, _position);
        _pending = entry.Pending ?? 0;
        _handled.Pass(_position);
        RemoveInsideLock();
        while (_lingering.TryPeek(out KeyTells? key) && (key.LastSeen <= _position || key.IsRunning))
        {
            _ = _lingering.Dequeue();
            if (!key.IsRunning && !key.HasUnhandled && _keys.TryGetValue(key.Address, out KeyTells? current) && current == key)
            {
                _ = _keys.Remove(key.Address);
            }
        }
    }

    // What a lost log had, and is not being handled, is lost with it. What the next process of the engine has of the log is read anew, as it may have lost the last changes: only within one process a number
    // tells what was handled.
    private void BeginLogInsideLock(DurableEntry first)
    {
        if (first.LogCreated != _logCreated)
        {
            _handled.Clear();

            // The first log that is read has the mark that was found.
            _lastGap = _logCreated == default ? _lastGap : 0;
        }

        (_logCreated, _server) = (first.LogCreated, first.Server);
        _logs++;
        (_position, _farthest, _last) = (0, 0, default);
        foreach (KeyTells key in _keys.Values)
        {
            key.Forget();
            UpdatePlacesInsideLock(key);
        }
    }

    // Keys whose handlings take long must not take the places of others.
    private void ReleaseStalled()
    {
        long stalled = _tells.Clock.GetTimestamp() - (long)(StallTime.TotalSeconds * _tells.Clock.TimestampFrequency);
        lock (_gate)
        {
            foreach (KeyTells key in _keys.Values)
            {
                if (key.Queue.Count > 1 && key.LastProgress <= stalled)
                {
                    key.HoldUp();
                    UpdatePlacesInsideLock(key);
                }
            }
        }
    }
}
