using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

/// <summary>The messages that no actor handled, for whoever wants to see them.</summary>
public sealed class DeadLetterFeed
{
    private static readonly int Reasons = Enum.GetValues<DeadLetterReason>().Length;

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly long[] _counts = new long[Reasons];
    private readonly TimeSpan _logInterval = TimeSpan.FromSeconds(10);
    private ImmutableArray<Channel<DeadLetter>> _readers = [];
    private long _missed;
    private long _logged;
    private long _nextLog;
    private bool _ended;

    internal DeadLetterFeed(ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        _nextLog = time.GetTimestamp();
    }

    /// <summary>How many there were.</summary>
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

    /// <summary>How many a reader of <see cref="ReadAllAsync"/> did not see because it was behind.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>How many there were for one reason.</summary>
    /// <param name="reason">Which.</param>
    /// <returns>A count of messages.</returns>
    public long CountOf(DeadLetterReason reason) => Interlocked.Read(ref _counts[(int)reason]);

    /// <summary>Reads what comes from now on; ends with the broker. Each reader sees all.</summary>
    /// <param name="capacity">How many letters may wait for this reader; when it is behind, the oldest are dropped and counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The letters, as they come. Reading begins with the call, not with the enumeration.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is not positive.</exception>
    public IAsyncEnumerable<DeadLetter> ReadAllAsync(int capacity = 1024, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Channel<DeadLetter> channel = Channel.CreateBounded<DeadLetter>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _missed));
        _ = ImmutableInterlocked.Update(ref _readers, static (readers, channel) => readers.Add(channel), channel);
        if (Volatile.Read(ref _ended))
        {
            _ = channel.Writer.TryComplete();
        }

        return ReadAsync(channel, cancellationToken);
    }

    /// <summary>Takes a message over: counts it, shows it to readers, and frees it if it is a frame.</summary>
    internal void Add(object message, string address, DeadLetterReason reason, Exception? cause = null)
    {
        _ = Interlocked.Increment(ref _counts[(int)reason]);
        Release(message);
        ImmutableArray<Channel<DeadLetter>> readers = _readers;
        if (!readers.IsEmpty)
        {
            DeadLetter letter = new(message, address, reason, cause);
            foreach (Channel<DeadLetter> reader in readers)
            {
                _ = reader.Writer.TryWrite(letter);
            }
        }

        long now = _time.GetTimestamp();
        long due = Interlocked.Read(ref _nextLog);
        if (now >= due
            && Interlocked.CompareExchange(ref _nextLog, now + (long)(_logInterval.TotalSeconds * _time.TimestampFrequency), due) == due)
        {
            long count = Count;
            _logger.DeadLetters(count - Interlocked.Exchange(ref _logged, count), message.GetType().Name, address, reason);
        }
    }

    internal void End()
    {
        Volatile.Write(ref _ended, true);
        foreach (Channel<DeadLetter> reader in _readers)
        {
            _ = reader.Writer.TryComplete();
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
    }

    private async IAsyncEnumerable<DeadLetter> ReadAsync(
        Channel<DeadLetter> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (DeadLetter letter in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return letter;
            }
        }
        finally
        {
            _ = ImmutableInterlocked.Update(ref _readers, static (readers, channel) => readers.Remove(channel), channel);
        }
    }
}
