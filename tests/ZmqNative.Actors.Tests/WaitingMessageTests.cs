namespace ZmqNative.Actors.Tests;

/// <summary>The place of an ask's message in the line for a full mailbox, of an ask that is used again while a thread still notes it.</summary>
public sealed class WaitingMessageTests
{
    [Test]
    public void A_place_that_is_noted_late_does_not_hide_that_of_the_next_use()
    {
        WaitingMessage waiting = default;
        Target target = new() { Use = 3 };
        Place late = new();
        Place current = new();
        waiting.Set(current, target, 3);

        // The thread that had queued the message of the use before comes to note it only now.
        waiting.Set(late, target, 1);
        Assert.That((late.GivenUp, current.GivenUp), Is.EqualTo((1u, 0u)));

        target.Use = 4;
        waiting.Leave(target, 3);
        Assert.That(current.GivenUp, Is.EqualTo(3));
    }

    [Test]
    public void The_end_of_an_earlier_use_leaves_the_place_of_the_next_one()
    {
        WaitingMessage waiting = default;
        Target target = new() { Use = 3 };
        Place current = new();
        waiting.Set(current, target, 3);

        waiting.Leave(target, 1);
        Assert.That(current.GivenUp, Is.Zero);

        target.Use = 4;
        waiting.Leave(target, 3);
        Assert.That(current.GivenUp, Is.EqualTo(3));
    }

    [Test]
    public void A_place_noted_after_the_end_is_given_up_at_once_and_a_forwarded_one_replaces_the_first()
    {
        WaitingMessage waiting = default;
        Target target = new() { Use = 1 };
        Place first = new();
        Place forwarded = new();
        waiting.Set(first, target, 1);
        waiting.Set(forwarded, target, 1);
        target.Use = 2;
        waiting.Leave(target, 1);
        Assert.That((first.GivenUp, forwarded.GivenUp), Is.EqualTo((0u, 1u)));

        Place late = new();
        waiting.Set(late, target, 1);
        Assert.That(late.GivenUp, Is.EqualTo(1));
    }

    private sealed class Place : IWaitingPlace
    {
        /// <summary>The use that gave it up; 0 while none has.</summary>
        public uint GivenUp { get; private set; }

        public void GiveUp(ReplyTarget target, uint token) => GivenUp = token;
    }

    private sealed class Target : ReplyTarget
    {
        public uint Use { get; set; }

        public override bool IsPending(uint token) => Use == token;

        public override bool TryReply(object? value, uint token) => false;

        public override bool TryFail(Exception exception, uint token) => false;
    }
}
