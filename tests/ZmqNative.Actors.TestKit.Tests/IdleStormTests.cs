using System.Reflection;

namespace ZmqNative.Actors.TestKit.Tests;

/// <summary>Messages that arrive at any step of the end of a turn, while more threads compute than there are cores.</summary>
public sealed class IdleStormTests : TestKitTest
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1" ? 200_000 : 10_000;

    [Test]
    public async Task A_message_that_meets_the_end_of_a_turn_is_handled_before_the_broker_is_idle()
    {
        using BusyCores busy = new(Environment.ProcessorCount);
        int handled = 0;
        ActorRef first = Broker.Spawn("first", (_, _) =>
        {
            Interlocked.Increment(ref handled);
            return default;
        });
        ActorRef second = Broker.Spawn("second", async (message, _) =>
        {
            Interlocked.Increment(ref handled);
            await first.TellAsync(message);
        });
        for (int i = 1; i <= Rounds; i++)
        {
            await first.TellAsync(i);
            Thread.SpinWait(i % 97);
            await second.TellAsync(i);
            Thread.SpinWait(i % 61);
            await first.TellAsync(i);
            await Kit.IdleAsync();
            Assert.That(Volatile.Read(ref handled), Is.EqualTo(4 * i));
        }
    }

    [Test]
    public async Task A_message_that_the_end_of_a_turn_has_not_seen_yet_keeps_the_broker_busy()
    {
        TestBroker kit = CreateKit(timeout: TimeSpan.FromMilliseconds(500));
        int handled = 0;
        ActorCell cell = (ActorCell)kit.Broker.Spawn("a", (_, _) =>
        {
            handled++;
            return default;
        });
        FieldInfo scheduled = typeof(ActorCell).GetField("_scheduled", BindingFlags.Instance | BindingFlags.NonPublic)!;
        while (!cell.IsIdle || cell.Status != ActorStatus.Running)
        {
            await Task.Yield();
        }

        // As if a turn was interrupted between its last look at the mailbox and the next one, which follows the clearing of its flag.
        scheduled.SetValue(cell, 1);
        await cell.TellAsync("meanwhile");
        scheduled.SetValue(cell, 0);
        Assert.That(cell.IsQuiet, Is.False);
        Assert.That(() => kit.IdleAsync(), Throws.TypeOf<ExpectationException>());

        scheduled.SetValue(cell, 1);
        ((IThreadPoolWorkItem)cell).Execute();
        Assert.That(handled, Is.EqualTo(1));
        Assert.That(cell.IsQuiet, Is.True);
        await kit.IdleAsync();
    }
}
