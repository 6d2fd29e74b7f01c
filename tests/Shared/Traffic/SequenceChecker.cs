using System.Globalization;

namespace ZmqNative.Tests.Traffic;

/// <summary>The receiving side of messages that are numbered from 0: order, repetition, and what is missing.</summary>
/// <remarks>
/// Over one connection messages are in order. Those of a connection that has ended and of the one that was made again are read in turn, so that
/// all messages together are a merge of as many sequences as there were connections, and each connection can lose its last messages: one gap.
/// </remarks>
/// <param name="ledger">The ledger of the load.</param>
internal sealed class SequenceChecker(Ledger ledger)
{
    // Guards the fields below, against the receiving loop and the end of the round.
    private readonly Lock _gate = new();
    private readonly List<bool> _seen = [];

    // The last number of each sequence, the largest one first.
    private readonly List<long> _ends = [];
    private long _received;

    /// <summary>The largest number received; -1 before the first message.</summary>
    public long Last
    {
        get
        {
            lock (_gate)
            {
                return _seen.Count - 1;
            }
        }
    }

    /// <summary>The number of messages received.</summary>
    public long Received
    {
        get
        {
            lock (_gate)
            {
                return _received;
            }
        }
    }

    /// <summary>The smallest number of sequences in order that the messages can be a merge of.</summary>
    public int Sequences
    {
        get
        {
            lock (_gate)
            {
                return _ends.Count;
            }
        }
    }

    /// <summary>Returns the number of messages that are missing before the last one, and of the places where they are missing.</summary>
    public (long Missing, long Gaps) FindMissing()
    {
        lock (_gate)
        {
            long gaps = 0;
            for (int i = 0; i < _seen.Count; i++)
            {
                gaps += !_seen[i] && (i == 0 || _seen[i - 1]) ? 1 : 0;
            }

            return (_seen.Count - _received, gaps);
        }
    }

    /// <summary>Takes the next message.</summary>
    public void Add(string text)
    {
        if (!int.TryParse(text, CultureInfo.InvariantCulture, out int number))
        {
            ledger.Fail($"a message has become '{text}'");
            return;
        }

        lock (_gate)
        {
            while (_seen.Count <= number)
            {
                _seen.Add(false);
            }

            if (_seen[number])
            {
                ledger.Fail($"message {number} arrived twice, of {_received}");
                return;
            }

            _seen[number] = true;
            _received++;
            AddToSequenceInsideLock(number);
        }
    }

    // To the sequence with the largest end before it: so there are as few as possible.
    private void AddToSequenceInsideLock(int number)
    {
        int index = _ends.FindIndex(end => end < number);
        if (index < 0)
        {
            _ends.Add(number);
        }
        else
        {
            _ends[index] = number;
        }
    }
}
