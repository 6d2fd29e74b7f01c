namespace ZmqNative.Patterns;

/// <summary>Counts the waiters of a schedule that are in use.</summary>
internal sealed class PatternAccounting
{
    private int _waiters;

    public static int LiveWaiters => Schedule.Current.Item<PatternAccounting>()._waiters;

    public static void WaiterRented() => Schedule.Current.Item<PatternAccounting>()._waiters++;

    public static void WaiterReturned() => Schedule.Current.Item<PatternAccounting>()._waiters--;

    public static void AsyncSocketCreated()
    {
    }

    public static void AsyncSocketClosed()
    {
    }
}
