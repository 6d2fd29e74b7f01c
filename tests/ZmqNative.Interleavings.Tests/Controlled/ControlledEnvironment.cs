namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Environment"/>, as far as the code under test uses it.</summary>
internal static class ControlledEnvironment
{
    public static int CurrentManagedThreadId => Schedule.ThreadNumber + 1;

    public static long TickCount64 => 0;

    public static string NewLine => "\n";

    public static string? GetEnvironmentVariable(string name) => System.Environment.GetEnvironmentVariable(name);
}
