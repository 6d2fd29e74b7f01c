using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The time since an end began: by the clock of the user or by the system's, whichever is more.</summary>
/// <remarks>By the system's, too: the end is limited even if the clock of the user stands still, or throws.</remarks>
internal readonly struct EndTime
{
    private readonly TimeProvider _clock;
    private readonly long? _began;
    private readonly long _systemBegan = TimeProvider.System.GetTimestamp();

    /// <summary>Begins to count.</summary>
    /// <param name="clock">The clock of the user.</param>
    public EndTime(TimeProvider clock)
    {
        _clock = clock;
        _began = TryRead(clock);
    }

    public TimeSpan Elapsed
    {
        get
        {
            TimeSpan own = TryElapse();
            TimeSpan system = TimeProvider.System.GetElapsedTime(_systemBegan);
            return own > system ? own : system;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the code of a user throws, the end goes on.")]
    private static long? TryRead(TimeProvider clock)
    {
        try
        {
            return clock.GetTimestamp();
        }
        catch (Exception)
        {
            return null;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the code of a user throws, the end goes on.")]
    private TimeSpan TryElapse()
    {
        try
        {
            return _began is { } began ? _clock.GetElapsedTime(began) : TimeSpan.Zero;
        }
        catch (Exception)
        {
            return TimeSpan.Zero;
        }
    }
}
