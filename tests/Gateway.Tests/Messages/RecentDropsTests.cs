using Microsoft.Extensions.Time.Testing;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class RecentDropsTests
{
    [Test]
    public void A_loss_is_recent_for_a_minute()
    {
        FakeTimeProvider time = new();
        RecentDrops recent = new(time);
        Assert.That(recent.Add(DropCounts.None), Is.EqualTo(DropCounts.None));

        DropCounts lost = new(Buffer: 7, Malformed: 1, Oversized: 2, Publisher: 3, Live: 4);
        for (int second = 1; second <= 60; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.That(recent.Add(lost), Is.EqualTo(lost), $"after {second - 1} s");
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(recent.Add(lost), Is.EqualTo(DropCounts.None));
    }

    [Test]
    public void What_was_lost_before_the_first_look_is_recent_too()
    {
        RecentDrops recent = new(new FakeTimeProvider());
        DropCounts lost = DropCounts.None with { Malformed = 1 };
        Assert.That(recent.Add(lost), Is.EqualTo(lost));
    }

    [Test]
    public void After_a_pause_of_the_clock_old_losses_are_not_recent()
    {
        FakeTimeProvider time = new();
        RecentDrops recent = new(time);
        recent.Add(DropCounts.None with { Malformed = 1 });
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(recent.Add(DropCounts.None with { Malformed = 3 }).Malformed, Is.EqualTo(2));
    }
}
