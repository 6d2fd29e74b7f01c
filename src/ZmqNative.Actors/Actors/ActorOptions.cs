using System.Numerics;

namespace ZmqNative.Actors;

/// <summary>How an actor is run.</summary>
public sealed record ActorOptions
{
    private const int LargestMailbox = 1 << 20;

    private readonly int _mailboxCapacity = 1024;

    internal static ActorOptions Default { get; } = new();

    /// <summary>
    /// How many messages may wait, from 2 to 1,048,576; rounded up to a power of two. Default 1,024. Memory is taken as it is
    /// needed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int MailboxCapacity
    {
        get => _mailboxCapacity;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestMailbox);
            _mailboxCapacity = (int)BitOperations.RoundUpToPowerOf2((uint)value);
        }
    }

    /// <summary>What happens to a message that finds the mailbox full. Default: its sender waits.</summary>
    public FullMailboxPolicy FullMailbox { get; init; }

    /// <summary>What happens when the actor throws. Default: it is restarted, 10 times a minute at most, then stopped.</summary>
    public Supervision Supervision { get; init; } = Supervision.Default;

    internal int Bound => _mailboxCapacity;
}
