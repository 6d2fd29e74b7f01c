namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.Volatile"/>: each call is one step.</summary>
internal static class ControlledVolatile
{
    public static T Read<T>(ref readonly T location)
    {
        Schedule.Step();
        return location;
    }

    public static void Write<T>(ref T location, T value)
    {
        Schedule.Step();
        location = value;
    }
}
