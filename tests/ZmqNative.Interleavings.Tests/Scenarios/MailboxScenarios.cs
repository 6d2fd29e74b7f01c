using ZmqNative.Actors;

namespace ZmqNative.Interleavings;

/// <summary>Senders and one actor: mailbox, waiting senders, growth, closing, and the turns.</summary>
internal static class MailboxScenarios
{
    /// <summary>Two senders and a mailbox that grows; each sender's messages stay in order, and none is left.</summary>
    public static void Growing(Schedule schedule) => Sending(schedule, bound: 8, [[1, 2, 3], [11, 12]]);

    /// <summary>A mailbox of one message: senders wait for space.</summary>
    public static void Waiting(Schedule schedule) => Sending(schedule, bound: 2, [[1, 2], [11, 12]]);

    /// <summary>A mailbox of two messages, and three senders.</summary>
    public static void Crowded(Schedule schedule) => Sending(schedule, bound: 2, [[1, 2], [11], [21]]);

    /// <summary>The wait of a sender is cancelled: its message is handled or refused, and the sender behind it is served.</summary>
    public static void GivingUp(Schedule schedule)
    {
        ActorCell cell = new(bound: 2);
        ControlledCancellationTokenSource cancellation = new();
        schedule.Start(() =>
        {
            cell.Post(1);
            cell.Post(2, cancellation.Token);
        });
        schedule.Start(() => cell.Post(11));
        schedule.Start(cancellation.Cancel);
        schedule.AtEnd(() =>
        {
            Check.Same([1, 2, 11], cell.Handled.Concat(cell.Refused).Cast<int>().Order(), "handled or refused");
            Check.That(cell.Left == 0, "a message is left");
            Check.That(PatternAccounting.LiveWaiters == 0, "a waiter is alive");
        });
    }

    /// <summary>The mailbox is closed while senders add and wait: each message is taken, refused, or left for the closing thread.</summary>
    public static void Closing(Schedule schedule)
    {
        ActorCell cell = new(bound: 2);
        schedule.Start(() => cell.Post(1));
        schedule.Start(() => cell.Post(11));
        schedule.Start(cell.Close);
        schedule.AtEnd(() =>
        {
            Check.That(cell.Handled.Concat(cell.Refused).Distinct().Count() + cell.Left == 2, "messages that were lost");
            Check.That(PatternAccounting.LiveWaiters == 0, "a waiter is alive");
        });
    }

    private static void Sending(Schedule schedule, int bound, int[][] senders)
    {
        ActorCell cell = new(bound);
        foreach (int[] messages in senders)
        {
            schedule.Start(() =>
            {
                foreach (int message in messages)
                {
                    cell.Post(message);
                }
            });
        }

        schedule.AtEnd(() =>
        {
            foreach (int[] messages in senders)
            {
                Check.Same(messages, cell.Handled.Cast<int>().Where(messages.Contains), "one sender's messages, in order");
            }

            Check.That(cell.Left == 0, "a message is left");
            Check.That(PatternAccounting.LiveWaiters == 0, "a waiter is alive");
        });
    }
}
