namespace ZmqNative.Actors.Tests;

public sealed class FullMailboxTests : BrokerTest
{
    private const int Capacity = 8;

    [Test]
    public async Task A_mailbox_holds_as_many_messages_as_its_capacity()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.Wait);
        for (int i = 0; i < Capacity; i++)
        {
            Assert.That(actor.TryTell(i), Is.True, $"message {i}");
        }

        Assert.That(actor.TryTell("too much"), Is.False);
        blocked.Go(Capacity + 1);
        await Eventually(() => blocked.Handled.Length == Capacity + 1, "all are handled");
    }

    [Test]
    public async Task Senders_wait_for_room_and_keep_their_order()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.Wait);
        List<Task> tells = [];
        for (int i = 0; i < 100; i++)
        {
            tells.Add(actor.TellAsync(i, Limit).AsTask());
        }

        Assert.That(tells.Count(static tell => tell.IsCompletedSuccessfully), Is.EqualTo(Capacity));
        Assert.That(actor.TryTell("overtaker"), Is.False);
        blocked.Go(101);
        foreach (Task tell in tells)
        {
            await tell;
        }

        await Eventually(() => blocked.Handled.Length == 101, "all are handled");
        Assert.That(blocked.Handled.Skip(1), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public async Task A_sender_whose_wait_is_cancelled_has_sent_nothing()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.Wait);
        Fill(actor);
        using CancellationTokenSource giveUp = new();
        ValueTask cancelled = actor.TellAsync(Frame.Copy("cancelled"u8), giveUp.Token);
        ValueTask kept = actor.TellAsync("kept", Limit);
        await giveUp.CancelAsync();
        Assert.That(async () => await cancelled, Throws.InstanceOf<OperationCanceledException>());
        blocked.Go(Capacity + 2);
        await kept;
        await Eventually(() => blocked.Handled.Length == Capacity + 2, "all others are handled");
        Assert.That(blocked.Handled[^1], Is.EqualTo("kept"));
    }

    [Test]
    public async Task The_policy_Fail_throws_at_the_sender()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.Fail);
        Fill(actor);
        Assert.That(actor.TryTell("no"), Is.False);
        Assert.That(async () => await actor.TellAsync("no", Limit), Throws.TypeOf<MailboxFullException>());
        Assert.That(async () => await actor.AskAsync<object>("no", cancellationToken: Limit), Throws.TypeOf<MailboxFullException>());
        Assert.That(actor.Owner.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(2));
        blocked.Go(Capacity + 1);
        await Eventually(() => blocked.Handled.Length == Capacity + 1, "all are handled");
    }

    [Test]
    public async Task The_oldest_messages_are_dropped()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.DropOldest);
        ValueTask<object> oldest = actor.AskAsync<object>("oldest", cancellationToken: Limit);
        for (int i = 0; i < 2 * Capacity; i++)
        {
            await actor.TellAsync(i, Limit);
        }

        Assert.That(async () => await oldest, Throws.TypeOf<MailboxFullException>());
        blocked.Go(Capacity + 1);
        await Eventually(() => blocked.Handled.Length == Capacity + 1, "what is left is handled");
        Assert.That(blocked.Handled.Skip(1), Is.EqualTo(Enumerable.Range(Capacity, Capacity)));
        Assert.That(actor.Owner.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(Capacity + 1));
    }

    [Test]
    public async Task The_newest_message_is_dropped()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.DropNewest);
        Fill(actor);
        await actor.TellAsync(Frame.Copy("dropped"u8), Limit);
        Assert.That(actor.TryTell("dropped"), Is.True);
        Assert.That(async () => await actor.AskAsync<object>("no", cancellationToken: Limit), Throws.TypeOf<MailboxFullException>());
        Assert.That(actor.Owner.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(3));
        blocked.Go(Capacity + 1);
        await Eventually(() => blocked.Handled.Length == Capacity + 1, "all others are handled");
    }

    [Test]
    public async Task An_ask_waits_for_room_in_one_queue_with_tells()
    {
        (Blocked blocked, ActorRef actor) = await BlockedAsync(FullMailboxPolicy.Wait);
        Fill(actor);
        ValueTask<object> first = actor.AskAsync<object>("first", Generous, Limit);
        ValueTask second = actor.TellAsync("second", Limit);
        blocked.Go(Capacity + 3);
        Assert.That(await first, Is.EqualTo("first"));
        await second;
        await Eventually(() => blocked.Handled.Length == Capacity + 3, "all are handled");
        Assert.That(blocked.Handled[^2..], Is.EqualTo(new object[] { "first", "second" }));
    }

    private static void Fill(ActorRef actor)
    {
        for (int i = 0; i < Capacity; i++)
        {
            Assert.That(actor.TryTell(i), Is.True);
        }
    }

    // The actor handles the first message, which is not in its mailbox any more.
    private async Task<(Blocked Blocked, ActorRef Actor)> BlockedAsync(FullMailboxPolicy policy)
    {
        Blocked blocked = new();
        ActorRef actor = CreateBroker().Spawn(
            "blocked", () => blocked, new ActorOptions { MailboxCapacity = Capacity, FullMailbox = policy });
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        return (blocked, actor);
    }
}
