namespace ZmqNative.Actors.Tests;

/// <summary>The deadline of a tell that waits for space, and the refusal of one that could never get room.</summary>
public sealed class TellDeadlineTests : BrokerTest
{
    private static readonly ActorOptions Small = new() { MailboxCapacity = 2 };

    [Test]
    public async Task A_tell_ends_at_its_deadline_and_reports_what_it_waits_for()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, TellTimeout = TimeSpan.FromMinutes(1) });
        Blocked blocked = new();
        ActorRef actor = broker.Spawn("blocked", () => blocked, Small);
        await FillAsync(actor, blocked);
        ValueTask late = actor.TellAsync(Frame.Copy("late"u8), Limit);
        ValueTask<object> ask = actor.AskAsync<object>("asked", TimeSpan.FromHours(1), Limit);
        time.Advance(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        TellTimeoutException timeout = (await Assert.ThrowsAsync<TellTimeoutException>(async () => await late))!;
        Assert.That(timeout.Address, Is.EqualTo("blocked"));
        Assert.That(timeout.Message, Does.Contain("'blocked' is handling a String"));
        Assert.That(broker.DeadLetters.CountOf(DeadLetterReason.MailboxFull), Is.EqualTo(1));
        blocked.Go(10);
        Assert.That(await ask, Is.EqualTo("asked"), "an ask goes by its own deadline");
    }

    [Test]
    public async Task A_circular_wait_for_room_fails_at_once([Values(2, 3)] int count, [Values] bool afterAnAwait)
    {
        Broker broker = CreateBroker(new BrokerOptions { TellTimeout = Generous });
        ActorRef[] cycle = new ActorRef[count];
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<string>[] asks = new Task<string>[count];
        for (int i = 0; i < count; i++)
        {
            int next = (i + 1) % count;
            cycle[i] = broker.Spawn<string, string>(
                $"actor-{i}",
                async (message, _) =>
                {
                    if (message == "hold")
                    {
                        await go.Task;
                        return "held";
                    }

                    if (afterAnAwait)
                    {
                        await Task.Yield();
                    }

                    try
                    {
                        for (int told = 0; told < 4; told++)
                        {
                            await cycle[next].TellAsync("more");
                        }

                        return "told";
                    }
                    catch (ActorDeadlockException deadlock)
                    {
                        return deadlock.Message;
                    }
                },
                Small);
        }

        // All have something to do when the first one goes on.
        foreach (ActorRef actor in cycle)
        {
            await actor.TellAsync("hold", Limit);
        }

        for (int i = 0; i < count; i++)
        {
            asks[i] = cycle[i].AskAsync<string>("tell", Generous, Limit).AsTask();
        }

        go.SetResult();
        string first = await await Task.WhenAny(asks);
        string[] answers = await Task.WhenAll(asks);
        Assert.That(answers, Has.Some.Contains("waits for space in"), first);
    }

    [Test]
    public async Task A_sender_that_does_not_wait_causes_no_circular_wait()
    {
        Broker broker = CreateBroker(new BrokerOptions { TellTimeout = Generous });
        Blocked blocked = new();
        ActorRef other = broker.Spawn("other", () => blocked, Small);
        await FillAsync(other, blocked);
        List<Task> tells = [];
        ActorRef careless = broker.Spawn<string, bool>(
            "careless",
            (_, _) =>
            {
                ValueTask tell = other.TellAsync("not awaited here");
                tells.Add(Task.Run(async () => await tell));
                return new ValueTask<bool>(true);
            },
            Small);
        Assert.That(await careless.AskAsync<bool>("tell", Generous, Limit), Is.True);
        blocked.Go(10);
        await tells[0].WaitAsync(Limit);
    }

    [Test]
    public async Task An_ask_of_an_actor_that_waits_for_the_asker_fails_at_once()
    {
        Broker broker = CreateBroker(new BrokerOptions { TellTimeout = Generous });
        ActorRef? asker = null;
        ActorRef asked = broker.Spawn<string, string>("asked", async (_, _) =>
        {
            try
            {
                for (int message = 0; message < 4; message++)
                {
                    await asker!.TellAsync("more");
                }

                return "told";
            }
            catch (ActorDeadlockException deadlock)
            {
                return deadlock.Message;
            }
        });
        asker = broker.Spawn<string, string>("asker", async (message, _) =>
            message == "more" ? message : await asked.AskAsync<string>("?", Generous), Small);
        string answer = await asker.AskAsync<string>("begin", Generous, Limit);
        Assert.That(answer, Does.Contain("'asked' waits for space in 'asker'").And.Contain("'asker' waits for an answer of 'asked'"));
    }

    // The actor handles the first message, and two are in its mailbox.
    private async Task FillAsync(ActorRef actor, Blocked blocked)
    {
        await actor.TellAsync("in hand", Limit);
        await blocked.BegunAsync(Limit);
        Assert.That(actor.TryTell(1) && actor.TryTell(2), Is.True);
    }
}
