using System.Threading.Channels;

namespace ZmqNative.Actors;

/// <summary>The dead letters that wait for one reader, limited in number and in bytes: the oldest are dropped for the newest.</summary>
internal sealed class DeadLetterQueue(int capacity, long maxBytes)
{
    // Guards the two bounds, against threads that add and the reader. The channel wakes the reader by itself.
    private readonly Lock _gate = new();

    private readonly Channel<(DeadLetter Letter, long Size)> _letters = Channel.CreateUnbounded<(DeadLetter Letter, long Size)>();
    private int _count;
    private long _bytes;

    /// <summary>The number of bytes of the letters that wait.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Adds a letter, and drops the oldest ones while a limit is exceeded.</summary>
    /// <returns>The number of letters that were dropped.</returns>
    public int Add(DeadLetter letter, long size)
    {
        int dropped = 0;
        lock (_gate)
        {
            if (!_letters.Writer.TryWrite((letter, size)))
            {
                // The reader has left, or the broker has ended: the letter is not missed.
                return 0;
            }

            _count++;
            _bytes += size;
            while (_count > capacity || (_bytes > maxBytes && _count > 1))
            {
                _ = TakeInsideLock(out _);
                dropped++;
            }
        }

        return dropped;
    }

    /// <summary>Takes the oldest letter.</summary>
    public bool TryTake(out DeadLetter letter)
    {
        lock (_gate)
        {
            return TakeInsideLock(out letter);
        }
    }

    /// <summary>Waits for a letter; false when no more come.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _letters.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Ends the reading after the letters that wait.</summary>
    public void End() => _letters.Writer.TryComplete();

    private bool TakeInsideLock(out DeadLetter letter)
    {
        if (!_letters.Reader.TryRead(out (DeadLetter Letter, long Size) oldest))
        {
            letter = null!;
            return false;
        }

        _count--;
        _bytes -= oldest.Size;
        letter = oldest.Letter;
        return true;
    }
}
