using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster;

/// <summary>The log of <see cref="InMemoryCluster"/>.</summary>
internal sealed class InMemoryLog(TimeProvider timeProvider) : IDurableLog
{
    private readonly InMemoryStream[] _streams = [.. Enum.GetValues<DurableStream>().Select(_ => new InMemoryStream(timeProvider))];

    public string Name => "the log in memory";

    public ValueTask OpenAsync(DurableLogSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < _streams.Length; i++)
        {
            _streams[i].Configure(settings, (DurableStream)i);
        }

        return default;
    }

    public ValueTask<ulong> AppendAsync(DurableStream stream, DurableMessage message, CancellationToken cancellationToken = default)
    {
        DurableMessageCheck.Check(message);
        cancellationToken.ThrowIfCancellationRequested();
        return _streams[(int)stream].Append(message) is { } sequence
            ? new ValueTask<ulong>(sequence)
            : ValueTask.FromException<ulong>(new ClusterEngineException($"appending to {stream} failed: the log has reached TellsMaxBytes. There is space again when tells are handled.", Name) { IsRefusal = true });
    }

    public async IAsyncEnumerable<DurableEntry> ReadAsync(
        DurableStream stream,
        DurablePosition from = default,
        string? subject = null,
        bool isPrefix = false,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (subject is not null)
        {
            DurableMessageCheck.CheckSubject(subject);
        }

        InMemoryStream entries = _streams[(int)stream];
        Queue<ulong>? last = null;
        ulong next = from.Sequence;
        if (from.IsLastPerSubject)
        {
            (last, next) = entries.FindLast(IsRead);
        }

        while (true)
        {
            // Before the look, so that no entry that is appended after it is missed.
            Task appended = entries.Appended;
            while (last is { Count: > 0 })
            {
                if (entries.Find(last.Dequeue()) is { } kept)
                {
                    yield return WithPending(kept);
                }
            }

            while (entries.FindFrom(next) is { } entry)
            {
                next = entry.Sequence + 1;
                if (IsRead(entry))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return WithPending(entry);
                }
            }

            await appended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        // The subjects of a prefix would have to be looked for.
        DurableEntry WithPending(DurableEntry entry) => subject is null ? entry with { Pending = (long)(entries.Last - entry.Sequence) }
            : isPrefix ? entry
            : entry with { Pending = entries.CountBehind(entry) };

        bool IsRead(DurableEntry entry) =>
            (subject is null || (isPrefix ? entry.Message.Subject.StartsWith(subject, StringComparison.Ordinal) : entry.Message.Subject == subject))
            && (from.Time is not { } time || entry.Time >= time);
    }

    public ValueTask<bool> RemoveAsync(DurableStream stream, DurableEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<bool>(_streams[(int)stream].Remove(entry));
    }

    public ValueTask<DurableStreamState> GetStateAsync(DurableStream stream, string? subject = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<DurableStreamState>(_streams[(int)stream].GetState(subject));
    }
}
