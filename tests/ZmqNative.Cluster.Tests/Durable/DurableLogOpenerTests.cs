namespace ZmqNative.Cluster.Tests.Durable;

public sealed class DurableLogOpenerTests : PatternsTest
{
    [Test]
    public async Task Uses_at_the_same_time_open_the_log_once_and_one_may_give_up()
    {
        FaultyLogEngine engine = new(new InMemoryCluster());
        engine.Hang();
        DurableLogOpener opener = new(engine, new DurableLogSettings(), 5 * Generous, TimeProvider.System);
        using CancellationTokenSource giveUp = new();
        Task[] uses = [.. Enumerable.Range(0, 10).Select(_ => opener.OpenAsync(Limit).AsTask())];
        Task one = opener.OpenAsync(giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        Assert.That(async () => await one.WaitAsync(Limit), Throws.InstanceOf<OperationCanceledException>());
        engine.Repair();
        await Task.WhenAll(uses).WaitAsync(Limit);
        await opener.OpenAsync(Limit);
        Assert.That(engine.Opened, Is.EqualTo(1));
        opener.Reset();
        await opener.OpenAsync(Limit);
        Assert.That(engine.Opened, Is.EqualTo(2));
    }

    [Test]
    public async Task A_failure_is_told_and_the_next_use_tries_again()
    {
        FaultyLogEngine engine = new(new InMemoryCluster());
        engine.Cut();
        DurableLogOpener opener = new(engine, new DurableLogSettings(), 5 * Generous, TimeProvider.System);
        Assert.That(async () => await opener.OpenAsync(Limit), Throws.TypeOf<ClusterEngineException>().With.Message.Contains("cut off"));
        engine.Repair();
        await opener.OpenAsync(Limit);
        Assert.That(engine.Opened, Is.EqualTo(1));
    }

    [Test]
    public void An_engine_that_does_not_answer_ends_with_the_time()
    {
        FaultyLogEngine engine = new(new InMemoryCluster());
        engine.Hang();
        DurableLogOpener opener = new(engine, new DurableLogSettings(), TimeSpan.FromMilliseconds(100), TimeProvider.System);
        Assert.That(async () => await opener.OpenAsync(Limit), Throws.TypeOf<ClusterEngineException>().With.Message.Contains("not opened within 00:00:00.1"));
        engine.Repair();
    }
}
