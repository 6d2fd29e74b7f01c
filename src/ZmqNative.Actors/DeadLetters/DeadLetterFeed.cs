using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

/// <summary>The messages that no actor has handled: their counts, and streams of them for readers.</summary>
public sealed class DeadLetterFeed
{
    private static readonly int Reasons = Enum.GetValues<DeadLetterReason>().Length;

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly DeadLetterOptions _options;
    private readonly long[] _counts = new long[Reasons];
    private readonly TimeSpan _logInterval = TimeSpan.FromSeconds(10);
    private ImmutableArray<DeadLetterQueue> _readers = [];
    private long _missed;
    private long _logged;
    private long _nextLog;
    private bool _ended;

    internal DeadLetterFeed(ILogger logger, TimeProvider time, DeadLetterOptions options)
    {
        _options = options;
        _logger = logger;
        _time = time;
        _nextLog = time.GetTimestamp();
    }

    /// <summary>The number of dead letters.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                count += Interlocked.Read(ref _counts[i]);
            }

            return count;
        }
    }

    /// <summary>The number of dead letters that a reader of <see cref="ReadAllAsync"/> has missed because it was too slow.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>Returns the number of dead letters with a reason.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>The number of dead letters.</returns>
    public long CountOf(DeadLetterReason reason) => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>Reads the dead letters from this call on, until the broker ends. Each reader gets all of them.</summary>
    /// <param name="capacity">
    /// The number of letters that may wait for this reader, at least 1. When it is too slow, the oldest are dropped and counted in
    /// <see cref="Missed"/>. Their bytes are limited by <see cref="DeadLetterOptions.MaxBytesPerReader"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The letters, as they come. The first enumeration begins with the letters after this call; each further one with the letters after its
    /// own begin. A result that is never enumerated keeps its letters until the broker ends.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is not positive.</exception>
    public IAsyncEnumerable<DeadLetter> ReadAllAsync(int capacity = 1024, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return new DeadLetterStream(this, capacity, cancellationToken);
    }

    /// <summary>The number of readers.</summary>
    internal int Readers => _readers.Length;

    internal DeadLetterQueue Open(int capacity)
    {
        DeadLetterQueue reader = new(capacity, _options.MaxBytesPerReader);
        _ = ImmutableInterlocked.Update(ref _readers, static (readers, reader) => readers.Add(reader), reader);
        if (Volatile.Read(ref _ended))
        {
            reader.End();
        }

        return reader;
    }

    internal void Close(DeadLetterQueue reader)
    {
        _ = ImmutableInterlocked.Update(ref _readers, static (readers, reader) => readers.Remove(reader), reader);
        reader.End();
    }

    /// <summary>Counts a message, disposes its frames, and gives it to the readers.</summary>
    internal void Add(object message, string address, DeadLetterReason reason, Exception? cause = null)
    {
        message = TrackedMessage.Unwrap(message);
        if (message is IBrokerMessage)
        {
            return;
        }

        _ = Interlocked.Increment(ref _counts[(int)reason]);
        Release(message);
        ImmutableArray<DeadLetterQueue> readers = _readers;
        if (!readers.IsEmpty)
        {
            DeadLetter letter = new(message, address, reason, cause);
            long size = DeadLetterSize.Of(letter, _options.SizeOf);
            foreach (DeadLetterQueue reader in readers)
            {
                if (reader.Add(letter, size) is > 0 and int missed)
                {
                    _ = Interlocked.Add(ref _missed, missed);
                }
            }
        }

        long now = _time.GetTimestamp();
        long due = Interlocked.Read(ref _nextLog);
        if (now >= due
            && Interlocked.CompareExchange(ref _nextLog, now + (long)(_logInterval.TotalSeconds * _time.TimestampFrequency), due) == due)
        {
            long count = Count;
            _logger.DeadLetters(count - Interlocked.Exchange(ref _logged, count), MessageName.Of(message), address, reason);
        }
    }

    internal void End()
    {
        Volatile.Write(ref _ended, true);
        foreach (DeadLetterQueue reader in _readers)
        {
            reader.End();
        }
    }

    internal static void Release(object message)
    {
        if (message is Frame frame)
        {
            frame.Dispose();
        }
        else if (message is MultipartMessage frames)
        {
            frames.Dispose();
        }
        else if (message is TopicMessage topic)
        {
            Release(topic.Message);
        }
        else if (message is TrackedMessage tracked)
        {
            Release(tracked.Message);
        }
    }
}
