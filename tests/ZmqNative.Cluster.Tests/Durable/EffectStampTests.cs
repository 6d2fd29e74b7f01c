namespace ZmqNative.Cluster.Tests.Durable;

public sealed class EffectStampTests
{
    private static readonly DateTimeOffset Log = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Stored = Log.AddHours(2);
    private static readonly EffectStamp Last = new(new Fence(1, 5), Log, 100, Stored);

    [TestCase(1UL, 5UL, 0, 101UL, EffectDecision.Commit)]
    [TestCase(1UL, 5UL, 0, 100UL, EffectDecision.Skip)]
    [TestCase(1UL, 5UL, 0, 7UL, EffectDecision.Skip)]
    [TestCase(1UL, 6UL, 0, 100UL, EffectDecision.Skip, Description = "the next owner")]
    [TestCase(1UL, 6UL, 0, 101UL, EffectDecision.Commit)]
    [TestCase(1UL, 4UL, 0, 101UL, EffectDecision.Refuse, Description = "a former owner")]
    [TestCase(1UL, 4UL, 0, 100UL, EffectDecision.Refuse)]
    [TestCase(2UL, 1UL, 0, 101UL, EffectDecision.Commit, Description = "a directory that was made anew")]
    [TestCase(1UL, 5UL, 1, 1UL, EffectDecision.Commit, Description = "a log that was made anew")]
    [TestCase(1UL, 5UL, -1, 1UL, EffectDecision.Commit, Description = "a log that was made anew while the clock was set back")]
    [TestCase(1UL, 4UL, 1, 1UL, EffectDecision.Refuse)]
    public void An_effect_happens_once_and_never_by_a_former_owner(ulong incarnation, ulong epoch, int hours, ulong sequence, EffectDecision expected)
    {
        EffectStamp stamp = new(new Fence(incarnation, epoch), Log.AddHours(hours), sequence, Stored);
        Assert.That(stamp.Decide(Last), Is.EqualTo(expected));
        Assert.That(stamp.Decide(null), Is.EqualTo(EffectDecision.Commit));
    }

    [TestCase(100UL, 1, EffectDecision.Commit, Description = "a number that was given again, as the log has lost its last changes")]
    [TestCase(95UL, 1, EffectDecision.Commit)]
    [TestCase(101UL, -1, EffectDecision.Commit, Description = "the clock of the server was set back")]
    [TestCase(95UL, -1, EffectDecision.Skip)]
    [TestCase(95UL, 0, EffectDecision.Skip)]
    public void A_number_that_was_given_again_is_told_by_its_time(ulong sequence, int seconds, EffectDecision expected) =>
        Assert.That((Last with { Sequence = sequence, Time = Stored.AddSeconds(seconds) }).Decide(Last), Is.EqualTo(expected));

    [Test]
    public void A_stamp_that_was_written_keeps_the_later_time()
    {
        // The clock was set back in between, and a server that was killed has both messages again.
        EffectStamp next = Last with { Sequence = 101, Time = Stored.AddSeconds(-1) };
        Assert.That(next.Decide(Last), Is.EqualTo(EffectDecision.Commit));
        EffectStamp written = next.After(Last);
        Assert.That(written, Is.EqualTo(next with { Time = Stored }));
        Assert.That((Last.Decide(written), next.Decide(written)), Is.EqualTo((EffectDecision.Skip, EffectDecision.Skip)));
        Assert.That(next.After(null), Is.EqualTo(next));
        Assert.That(Last.After(next), Is.EqualTo(Last));
        Assert.That((next with { LogCreated = Log.AddHours(1) }).After(Last).Time, Is.EqualTo(next.Time), "of another log");
    }

    [Test]
    public void A_stamp_is_read_from_its_text()
    {
        Assert.That(EffectStamp.TryParse(Last.ToString(), out EffectStamp read), Is.True);
        Assert.That(read, Is.EqualTo(Last));
        EffectStamp greatest = new(new Fence(ulong.MaxValue, ulong.MaxValue), DateTimeOffset.MaxValue, ulong.MaxValue, DateTimeOffset.MaxValue);
        Assert.That(EffectStamp.TryParse(greatest.ToString(), out read), Is.True);
        Assert.That(read, Is.EqualTo(greatest));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("1.5/2/3")]
    [TestCase("1.5/2/3/4/5")]
    [TestCase("1.5/02/3/4")]
    [TestCase("1.5/2/+3/4")]
    [TestCase("1/2/3/4")]
    [TestCase("1.5/9223372036854775807/3/4")]
    [TestCase("1.5/2/3/9223372036854775807")]
    public void Another_text_is_no_stamp(string? text) => Assert.That(EffectStamp.TryParse(text, out _), Is.False);

    [Test]
    public async Task A_message_that_is_no_durable_tell_has_no_stamp()
    {
        await using Broker broker = new();
        ActorRef actor = broker.Spawn("actor", static (_, context) =>
        {
            Assert.That(() => EffectStamp.Of(context), Throws.InvalidOperationException.With.Message.Contains("'actor'"));
            context.Reply(true);
            return default;
        });
        Assert.That(await actor.AskAsync<bool>("a"), Is.True);
    }
}
