namespace ZmqNative.Actors;

/// <summary>The reaction to an actor that throws. Each option is checked when it is set.</summary>
public sealed record Supervision
{
    /// <summary>The default: restart, 10 times within a minute at most, after pauses that double from 10 ms to 10 s.</summary>
    public static Supervision Default { get; } = new();

    /// <summary>The function that decides by the exception. Default null: every exception restarts the actor.</summary>
    public Func<Exception, SupervisionDirective>? Decider { get; init; }

    /// <summary>The number of restarts that are allowed within <see cref="Window"/>; one more stops the actor. 0 or more. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxRestarts
    {
        get;
        init => field = ActorOptionChecks.NotNegative(value);
    } = 10;

    /// <summary>The time in which restarts are counted, from 0 to 24 days 20 hours. Default 1 minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 24 days 20 hours.</exception>
    public TimeSpan Window
    {
        get;
        init => field = ActorOptionChecks.Time(value);
    } = TimeSpan.FromMinutes(1);

    /// <summary>The pause before the first restart in a window; it doubles with each further one. From 0 (no pause) to 24 days 20 hours. Default 10 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 24 days 20 hours.</exception>
    public TimeSpan InitialBackoff
    {
        get;
        init => field = ActorOptionChecks.Time(value);
    } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest pause. From 0 to 24 days 20 hours. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 24 days 20 hours.</exception>
    public TimeSpan MaxBackoff
    {
        get;
        init => field = ActorOptionChecks.Time(value);
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The largest part of a pause that is added to it at random, from 0 to 1, so that actors which failed together do not restart together.
    /// Default 0.2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Jitter
    {
        get;
        init => field = ActorOptionChecks.Fraction(value);
    } = 0.2;
}
