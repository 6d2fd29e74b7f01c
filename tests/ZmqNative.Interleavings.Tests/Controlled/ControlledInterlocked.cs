namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.Interlocked"/>: each call is one step. Only one thread runs at a time.</summary>
internal static class ControlledInterlocked
{
    public static T CompareExchange<T>(ref T location, T value, T comparand)
    {
        Schedule.Step();
        T seen = location;
        if (typeof(T).IsValueType ? EqualityComparer<T>.Default.Equals(seen, comparand) : ReferenceEquals(seen, comparand))
        {
            location = value;
        }

        return seen;
    }

    public static T Exchange<T>(ref T location, T value)
    {
        Schedule.Step();
        T seen = location;
        location = value;
        return seen;
    }

    public static int Increment(ref int location)
    {
        Schedule.Step();
        return ++location;
    }

    public static uint Increment(ref uint location)
    {
        Schedule.Step();
        return ++location;
    }

    public static long Increment(ref long location)
    {
        Schedule.Step();
        return ++location;
    }

    public static int Decrement(ref int location)
    {
        Schedule.Step();
        return --location;
    }

    public static long Add(ref long location, long value)
    {
        Schedule.Step();
        return location += value;
    }

    public static long Or(ref long location, long value)
    {
        Schedule.Step();
        long seen = location;
        location |= value;
        return seen;
    }

    public static long Read(ref readonly long location)
    {
        Schedule.Step();
        return location;
    }

    public static void MemoryBarrier() => Schedule.Step();

    public static void MemoryBarrierProcessWide() => Schedule.Step();
}
