namespace ZmqNative.Cluster;

/// <content>The reading of entries that were skipped while their key was held up.</content>
internal sealed partial class ShardTells
{
    private async Task<TellStep> CatchUpAsync(KeyTells key)
    {
        await _catchUps.WaitAsync(_end.Token).ConfigureAwait(false);
        try
        {
            ulong from;
            int log;
            int marks;
            bool hasGaps;
            lock (_gate)
            {
                (from, log, marks, hasGaps) = (key.SkippedFrom, _logs, _marks, _mark != 0);
            }

            await foreach (DurableEntry entry in _tells.Log.ReadAsync(DurableStream.Tells, DurablePosition.From(from), hasGaps ? null : _subject, cancellationToken: _end.Token).ConfigureAwait(false))
            {
                lock (_gate)
                {
                    if (key.SkippedFrom == 0 || IsEnding)
                    {
                        return TellStep.Done;
                    }

                    if (log != _logs || entry.LogCreated != _logCreated || (!hasGaps && marks != _marks))
                    {
                        // The reading of the shard has forgotten what was skipped, or will. Or what is behind this entry may be left out, as there are gaps now.
                        return TellStep.Again;
                    }
                }

                bool isOfKey = entry.Message.Subject == _subject && (TellCodec.AddressOf(entry.Message) ?? string.Empty) == key.Address;
                TellStep step = isOfKey ? await HandleAsync(key, entry).ConfigureAwait(false) : TellStep.Done;
                if (step == TellStep.Ended)
                {
                    return step;
                }

                long now = _tells.Clock.GetTimestamp();
                lock (_gate)
                {
                    if (isOfKey && step == TellStep.Done)
                    {
                        NoteHandledInsideLock(entry);
                    }

                    if (key.SkippedFrom == 0 || log != _logs)
                    {
                        return TellStep.Done;
                    }

                    if (isOfKey)
                    {
                        key.LastProgress = now;
                    }

                    if (step == TellStep.Again)
                    {
                        // It waits for its next attempt without a reading, which others may need.
                        key.Queue.Enqueue(entry);
                        key.EndSkipped(entry.Sequence);
                        return step;
                    }

                    if (isOfKey)
                    {
                        (key.Attempt, key.Pauses) = (1, 0);
                        key.EndSkipped(entry.Sequence);
                        RemoveInsideLock();
                    }
                    else if (entry.Sequence >= key.SkippedTo)
                    {
                        key.EndSkipped(entry.Sequence);
                    }

                    if (key.SkippedFrom == 0)
                    {
                        return TellStep.Done;
                    }
                }
            }

            return TellStep.Again;
        }
        finally
        {
            _ = _catchUps.Release();
        }
    }
}
