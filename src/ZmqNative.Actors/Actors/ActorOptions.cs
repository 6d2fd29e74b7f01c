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
    /// needed, 24 bytes a message, and given back within 20 seconds once the mailbox is empty and the actor idle, but for 32 messages.
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

    /// <summary>
    /// How many senders may wait for room in the mailbox, tells and asks, from 1 to 1,048,576. Default 65,536: one more fails with a
    /// <see cref="MailboxFullException"/>. A message whose sender waits takes about 160 bytes, an ask 210 more; an ask that ends leaves the queue.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public int MaxWaitingSenders
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, LargestMailbox);
            field = value;
        }
    } = 1 << 16;

    /// <summary>The policy for a message that finds the mailbox full. Default: its sender waits.</summary>
    public FullMailboxPolicy FullMailbox { get; init; }

    /// <summary>The supervision of the actor when it throws. Default: it is restarted, 10 times a minute at most, then stopped.</summary>
    public Supervision Supervision { get; init; } = Supervision.Default;

    /// <summary>
    /// Whether an actor that asks itself behind an <c>await</c> is told so at once whatever it handled before. Default false.
    /// </summary>
    /// <remarks>
    /// Before the first <c>await</c> of a handling such an ask always fails at once. Behind it, an actor without this option is told at once
    /// while it handles its first 16 messages and the 255 that follow a message whose handling was pending; at other times the ask
    /// ends with its time-out, as its answer can never come. The option costs about 100 bytes for each message.
    /// </remarks>
    public bool TracksSelfAsks { get; init; }

    internal int Bound => _mailboxCapacity;
}
