namespace ZmqNative.Patterns.Tests;

public sealed class DoublingPauseTests
{
    [TestCase(0, 1)]
    [TestCase(3, 8)]
    [TestCase(5, 20)]
    [TestCase(int.MaxValue, 20)]
    public void It_doubles_up_to_the_longest(int attempts, int seconds) => Assert.That(
        DoublingPause.After(attempts, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), Is.EqualTo(TimeSpan.FromSeconds(seconds)));

    [Test]
    public void A_first_pause_of_weeks_is_no_overflow() => Assert.That(
        DoublingPause.After(30, TimeSpan.FromDays(24), TimeSpan.FromDays(24)), Is.EqualTo(TimeSpan.FromDays(24)));
}
