using System.Runtime.CompilerServices;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.Cluster.Nats;

/// <summary>The log on a nats-server: a JetStream stream for each of its streams.</summary>
internal sealed class NatsLog(NatsEngine engine) : IDurableLog, IAsyncDisposable
{
    // The further fields of a tell that is given up, with their names, have at most this many bytes.
    private const int SpaceOfDeadLetter = 4096;

    // Of an entry in the store of the server, beside its subject, payload and the headers of the message: the lengths, the hash, and the header with the id.
    private const int SpaceOfRecord = 61;

    private readonly NatsReadings _readings = new(engine);
    private readonly NatsRemovals _removals = new(engine);

    // Null without a limit. Another one when the log is opened again, so that its first append looks.
    private volatile NatsLogLimit? _tellsLimit;

    public string Name => engine.Name;

    public async ValueTask OpenAsync(DurableLogSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        try
        {
            await engine.ConnectAsync(cancellationToken).ConfigureAwait(false);
            foreach (DurableStream stream in Enum.GetValues<DurableStream>())
            {
                bool hasLimits = stream == DurableStream.Topics;
                StreamConfig config = new(StreamOf(stream), [NatsLogSubject.AllOf(engine.Options.Name, stream)])
                {
                    Retention = StreamConfigRetention.Limits,
                    Storage = StreamConfigStorage.File,
                    NumReplicas = engine.Options.Replicas,
                    DuplicateWindow = settings.DuplicateWindow,
                    MaxAge = (hasLimits ? settings.TopicsMaxAge : null) ?? TimeSpan.Zero,

                    // Never TellsMaxBytes: a server may remove the oldest entries for it, also where it is to refuse new ones.
                    MaxBytes = (hasLimits ? settings.TopicsMaxBytes : null) ?? NatsLogStream.Unlimited,
                    Discard = hasLimits ? StreamConfigDiscard.Old : StreamConfigDiscard.New,
                    AllowDirect = true,
                };
                await engine.CallAsync($"opening {stream}", token => NatsLogStream.OpenAsync(engine, config, token), cancellationToken).ConfigureAwait(false);
            }

            _tellsLimit = settings.TellsMaxBytes is { } most ? new NatsLogLimit(engine, StreamOf(DurableStream.Tells), most) : null;
        }
        catch (Exception exception)
        {
            throw engine.Wrap(exception, "opening the log");
        }
    }

    public async ValueTask<ulong> AppendAsync(DurableStream stream, DurableMessage message, CancellationToken cancellationToken = default)
    {
        DurableMessageCheck.Check(message);
        string subject = NatsLogSubject.Of(engine.Options.Name, stream, message.Subject);
        (ReadOnlyMemory<byte> payload, NatsHeaders headers) = NatsLogMessage.Write(message);
        if (stream == DurableStream.Tells && engine.Connection.ServerInfo?.MaxPayload is { } most
            && NatsLogMessage.SizeOf(payload, headers) + SpaceOfDeadLetter > most)
        {
            // A tell that could not become a dead letter would hold up its key for ever. Others are refused by the client.
            throw new ArgumentException(
                $"{Name}: a durable tell has {payload.Length:N0} bytes; with its fields it must be at least {SpaceOfDeadLetter:N0} below max_payload of the server, {most:N0}.",
                nameof(message));
        }

        if (stream == DurableStream.Tells && _tellsLimit is { } limit)
        {
            long size = NatsLogMessage.SizeOf(payload, headers) + subject.Length + message.Id.Length + SpaceOfRecord;
            if (size > limit.Most)
            {
                throw new ArgumentException($"{Name}: a durable tell has {payload.Length:N0} bytes, with its fields {size:N0}; it can never be stored within TellsMaxBytes, {limit.Most:N0}.", nameof(message));
            }

            if (!await limit.TryEnterAsync(size, cancellationToken).ConfigureAwait(false) && !message.MayBeStored)
            {
                string full = $"appending to {stream} failed: the log has reached TellsMaxBytes, {limit.Most:N0}. There is space again when tells are handled.";
                throw new ClusterEngineException(full, Name) { IsRefusal = true };
            }
        }

        PubAckResponse stored = await engine.CallAsync(
            $"appending to {stream}",
            token => engine.Streams.PublishAsync(
                subject,
                payload,
                NatsRawSerializer<ReadOnlyMemory<byte>>.Default,
                new NatsJSPubOpts { MsgId = message.Id },
                headers,
                token),
            cancellationToken).ConfigureAwait(false);
        return stored.Error is { } error
            ? throw new ClusterEngineException($"appending to {stream} failed: {error.Description}", Name)
            : stored.Seq;
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

        // All entries without a filter: with a wildcard of their subjects the server would leave some out, as they are not removed in their order.
        string? filter = subject is not null && !isPrefix ? NatsLogSubject.Of(engine.Options.Name, stream, subject)
            : stream == DurableStream.Topics ? NatsLogSubject.AllOf(engine.Options.Name, stream)
            : null;
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using NatsReadingLoss loss = new(engine.Connection, stream == DurableStream.Tells && subject is not null ? NatsReadingLoss.MessagesOfShard : NatsReadingLoss.Messages);
        IAsyncEnumerator<INatsJSMsg<byte[]>>? messages = null;
        NatsReading? reading = null;
        ulong expected = 1;
        try
        {
            while (true)
            {
                INatsJSMsg<byte[]> message;
                try
                {
                    reading ??= await _readings.BeginAsync($"reading {stream}", StreamOf(stream), filter, from, cancellationToken).ConfigureAwait(false);
                    messages ??= reading.Consumer.ConsumeAsync(NatsRawSerializer<byte[]>.Default, loss.Options, end.Token).GetAsyncEnumerator(end.Token);
                    if (!await loss.MoveNextAsync(messages, end).ConfigureAwait(false))
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        throw loss.ToException($"{stream}", Name);
                    }

                    message = messages.Current;
                }
                catch (Exception exception)
                {
                    throw cancellationToken.IsCancellationRequested || exception is not OperationCanceledException
                        ? engine.Wrap(exception, $"reading {stream}")
                        : loss.ToException($"{stream}", Name);
                }

                // A message that was lost with a connection is not delivered again, as none is acknowledged.
                if (message.Metadata is { } metadata && metadata.Sequence.Consumer != expected++)
                {
                    throw new ClusterEngineException($"entries of {stream} in front of {metadata.Sequence.Stream} were not delivered.", Name);
                }

                // The subjects of a prefix are not a subject with a wildcard.
                if (NatsLogMessage.Read(message) is { } entry && (!isPrefix || entry.Message.Subject.StartsWith(subject!, StringComparison.Ordinal)))
                {
                    // The server counts all subjects for a prefix, and without a filter what was removed, too.
                    yield return entry with { LogCreated = reading.Created, Server = reading.Server, Pending = isPrefix || filter is null ? null : (long?)message.Metadata?.NumPending };
                }
            }
        }
        finally
        {
            if (messages is not null)
            {
                await messages.DisposeAsync().ConfigureAwait(false);
            }

            if (reading is not null)
            {
                _readings.Forget(StreamOf(stream), reading);
            }
        }
    }

    public ValueTask<bool> RemoveAsync(DurableStream stream, DurableEntry entry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _removals.RemoveAsync($"{stream}", StreamOf(stream), entry, cancellationToken);
    }

    public async ValueTask<DurableStreamState> GetStateAsync(DurableStream stream, string? subject = null, CancellationToken cancellationToken = default)
    {
        string? filter = subject is null ? null : NatsLogSubject.Of(engine.Options.Name, stream, subject);
        INatsJSStream info = await engine.CallAsync(
            $"reading the state of {stream}",
            token => engine.Streams.GetStreamAsync(StreamOf(stream), new StreamInfoRequest { SubjectsFilter = filter! }, token),
            cancellationToken).ConfigureAwait(false);
        StreamState state = info.Info.State;
        long count = filter is null ? state.Messages : state.Subjects?.Values.Sum() ?? 0;
        return new DurableStreamState(count, state.LastSeq)
        {
            // An empty stream has kept the number of its first entry to come.
            FirstSequence = state.Messages > 0 ? state.FirstSeq : state.LastSeq + 1,
            Created = NatsLogStream.CreatedOf(info.Info),
        };
    }

    public ValueTask DisposeAsync() => _removals.DisposeAsync();

    private string StreamOf(DurableStream stream) => $"{engine.Options.Name}_{NatsLogSubject.NameOf(stream)}";
}
