namespace ZmqNative.Actors.Tests;

/// <summary>
/// The entry of an ask's message in the queue of a full mailbox, when the ask is reused while a thread still sets the entry.
/// </summary>
public sealed class QueuedMessageTests
{
    [Test]
    public void An_entry_that_is_set_late_does_not_hide_that_of_the_next_use()
    {
        QueuedMessage waiting = default;
        Target target = new() { Use = 3 };
        Entry late = new();
        Entry current = new();
        waiting.Set(current, target, 3);

        // The thread that queued the message of the earlier use sets its entry only now.
        waiting.Set(late, target, 1);
        Assert.That((late.Withdrawn, current.Withdrawn), Is.EqualTo((1u, 0u)));

        target.Use = 4;
        waiting.Withdraw(target, 3);
        Assert.That(current.Withdrawn, Is.EqualTo(3));
    }

    [Test]
    public void The_end_of_an_earlier_use_leaves_the_entry_of_the_next_one()
    {
        QueuedMessage waiting = default;
        Target target = new() { Use = 3 };
        Entry current = new();
        waiting.Set(current, target, 3);

        waiting.Withdraw(target, 1);
        Assert.That(current.Withdrawn, Is.Zero);

        target.Use = 4;
        waiting.Withdraw(target, 3);
        Assert.That(current.Withdrawn, Is.EqualTo(3));
    }

    [Test]
    public void An_entry_set_after_the_end_is_withdrawn_at_once_and_a_forwarded_one_replaces_the_first()
    {
        QueuedMessage waiting = default;
        Target target = new() { Use = 1 };
        Entry first = new();
        Entry forwarded = new();
        waiting.Set(first, target, 1);
        waiting.Set(forwarded, target, 1);
        target.Use = 2;
        waiting.Withdraw(target, 1);
        Assert.That((first.Withdrawn, forwarded.Withdrawn), Is.EqualTo((0u, 1u)));

        Entry late = new();
        waiting.Set(late, target, 1);
        Assert.That(late.Withdrawn, Is.EqualTo(1));
    }

    private sealed class Entry : IMailboxQueueEntry
    {
        /// <summary>The use that withdrew it; 0 before.</summary>
        public uint Withdrawn { get; private set; }

        public void Withdraw(ReplyTarget target, uint token) => Withdrawn = token;
    }

    private sealed class Target : ReplyTarget
    {
        public uint Use { get; set; }

        public override bool IsPending(uint token) => Use == token;

        public override bool TryReply(object? value, uint token) => false;

        public override bool TryFail(Exception exception, uint token) => false;
    }
}
