namespace ZmqNative.Patterns;

/// <summary>The time since an end began: by the clock of the user or by the system's, whichever is more, so that the end is limited even if the clock of the user stands still.</summary>
/// <param name="clock">The clock of the user.</param>
internal readonly struct EndTime(TimeProvider clock)
{
    private readonly long _began = clock.GetTimestamp();
    private readonly long _systemBegan = TimeProvider.System.GetTimestamp();

    public TimeSpan Elapsed
    {
        get
        {
            TimeSpan own = clock.GetElapsedTime(_began);
            TimeSpan system = TimeProvider.System.GetElapsedTime(_systemBegan);
            return own > system ? own : system;
        }
    }
}
