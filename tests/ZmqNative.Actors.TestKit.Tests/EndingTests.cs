namespace ZmqNative.Actors.TestKit.Tests;

public sealed class EndingTests : TestKitTest
{
    [Test]
    public async Task The_end_does_not_wait_for_actors_that_wait_for_the_test()
    {
        TestBroker kit = CreateKit(new BrokerOptions { DrainTimeout = TimeSpan.FromDays(1), StopTimeout = TimeSpan.FromDays(1) });
        TestProbe probe = kit.CreateProbe();
        TaskCompletionSource gate = new();
        bool cancelled = false;
        await RunAsync(SpawnRunner("gated", kit), async _ => await gate.Task);
        await RunAsync(SpawnRunner("asking", kit), async _ => await probe.Ref.AskAsync<int>("?"));
        await RunAsync(SpawnRunner("sleeping", kit), async context =>
        {
            try
            {
                await Task.Delay(TimeSpan.FromHours(1), kit.Time, context.Stopping);
            }
            catch (OperationCanceledException)
            {
                cancelled = true;
            }
        });
        await kit.DisposeAsync().AsTask().WaitAsync(Generous);
        await kit.DisposeAsync();
        Assert.That(cancelled, Is.True);
        gate.SetResult();
    }

    [Test]
    public async Task What_can_be_handled_is_handled_before_the_end()
    {
        TestBroker kit = CreateKit();
        int handled = 0;
        ActorRef last = kit.Broker.Spawn("last", async (_, _) =>
        {
            await Task.Yield();
            Interlocked.Increment(ref handled);
        });
        ActorRef first = kit.Broker.Spawn("first", async (message, _) => await last.TellAsync(message));
        for (int i = 0; i < 100; i++)
        {
            await first.TellAsync(i);
        }

        await kit.DisposeAsync();
        Assert.That(handled, Is.EqualTo(100));
    }

    [Test]
    public async Task The_end_of_the_broker_itself_follows_the_clock()
    {
        TestBroker kit = CreateKit(new BrokerOptions { DrainTimeout = TimeSpan.FromHours(1), StopTimeout = TimeSpan.FromHours(2) });
        TaskCompletionSource gate = new();
        await RunAsync(SpawnRunner("gated", kit), async _ => await gate.Task);
        await kit.IdleAsync();
        Task end = kit.Broker.DisposeAsync().AsTask();
        while (!end.IsCompleted)
        {
            await kit.AdvanceAsync(TimeSpan.FromMinutes(10));
        }

        gate.SetResult();
        await kit.IdleAsync();
        Assert.That(kit.Broker.ActorCount, Is.Zero);
    }
}
