namespace ZmqNative.Actors.Tests;

public sealed class MailboxTests
{
    private Mailbox _mailbox;
    private MailboxCursor _cursor;

    [TestCase(2)]
    [TestCase(4)]
    [TestCase(64)]
    [TestCase(4096)]
    public void It_holds_exactly_its_capacity_however_it_has_grown(int bound)
    {
        Random random = new(bound);
        int sent = 0;
        int taken = 0;
        for (int i = 0; i < 200_000; i++)
        {
            if (random.Next(2) == 0 || sent == taken)
            {
                PostResult result = _mailbox.TryAdd(bound, sent, null, 0);

                // Never above the capacity; and full only if it holds as many, or half of them while a larger ring replaces it.
                Assert.That(result == PostResult.Accepted, Is.EqualTo(sent - taken < bound), $"with {sent - taken} of {bound}");
                sent += result == PostResult.Accepted ? 1 : 0;
            }
            else
            {
                Assert.That(_mailbox.TryTake(ref _cursor, out Envelope envelope), Is.True);
                Assert.That(envelope.Message, Is.EqualTo(taken++));
            }

            if (i % 1000 == 0)
            {
                // Sometimes until it is full, or empty.
                bool fill = random.Next(2) == 0;
                while (fill && _mailbox.TryAdd(bound, sent, null, 0) == PostResult.Accepted)
                {
                    sent++;
                }

                Assert.That(sent - taken, Is.LessThanOrEqualTo(bound));
                while (!fill && _mailbox.TryTake(ref _cursor, out Envelope envelope))
                {
                    Assert.That(envelope.Message, Is.EqualTo(taken++));
                }
            }
        }
    }

    [Test]
    public void A_closed_mailbox_accepts_nothing_and_returns_its_messages()
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.That(_mailbox.TryAdd(16, i, null, 0), Is.EqualTo(PostResult.Accepted));
        }

        Assert.That(_mailbox.Close().IsEmpty, Is.True);
        Assert.That(_mailbox.TryAdd(16, "late", null, 0), Is.EqualTo(PostResult.Stopped));
        for (int i = 0; i < 10; i++)
        {
            Assert.That(_mailbox.IsDrained(_cursor), Is.False);
            Assert.That(_mailbox.TryTake(ref _cursor, out Envelope envelope), Is.True);
            Assert.That(envelope.Message, Is.EqualTo(i));
        }

        Assert.That(_mailbox.IsDrained(_cursor), Is.True);
    }

    [Test]
    public void Only_an_empty_mailbox_can_be_closed_for_being_empty()
    {
        Assert.That(_mailbox.TryAdd(16, 1, null, 0), Is.EqualTo(PostResult.Accepted));
        Assert.That(_mailbox.TryCloseIfEmpty(), Is.False);
        Assert.That(_mailbox.TryTake(ref _mailbox.Cursor, out _), Is.True);
        Assert.That(_mailbox.TryCloseIfEmpty(), Is.True);
        Assert.That(_mailbox.TryAdd(16, 2, null, 0), Is.EqualTo(PostResult.Stopped));
    }

    [Test]
    public void A_mailbox_without_any_message_can_be_closed()
    {
        Assert.That(_mailbox.TryCloseIfEmpty(), Is.True);
        Assert.That(_mailbox.TryAdd(16, 1, null, 0), Is.EqualTo(PostResult.Stopped));
        Assert.That(_mailbox.Close().IsEmpty, Is.True);
        Assert.That(_mailbox.IsDrained(_mailbox.Cursor), Is.True);
    }

    [SetUp]
    public void Clear()
    {
        _mailbox = default;
        _cursor = default;
    }
}
