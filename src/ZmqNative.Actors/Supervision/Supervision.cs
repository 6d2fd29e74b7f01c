namespace ZmqNative.Actors;

/// <summary>What happens to an actor that throws.</summary>
public sealed record Supervision
{
    /// <summary>Restart, 10 times within a minute at most, after pauses that double from 10 ms to 10 s.</summary>
    public static Supervision Default { get; } = new();

    /// <summary>Decides by the exception. Default: restart, whatever it is.</summary>
    public Func<Exception, SupervisionDirective>? Decider { get; init; }

    /// <summary>How many restarts are allowed within <see cref="Window"/>; one more stops the actor. Default 10; 0 or more.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>The time in which restarts are counted, up to 24 days. Default 1 minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or too long.</exception>
    public TimeSpan Window
    {
        get;
        init
        {
            OptionChecks.Check(value, nameof(value), nameof(Window));
            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>The pause before the first restart in a window; it doubles with each further one. Default 10 ms; 0 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 24 days.</exception>
    public TimeSpan InitialBackoff
    {
        get;
        init
        {
            OptionChecks.Check(value, nameof(value), nameof(InitialBackoff));
            field = value;
        }
    } = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest pause. Default 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than 24 days.</exception>
    public TimeSpan MaxBackoff
    {
        get;
        init
        {
            OptionChecks.Check(value, nameof(value), nameof(MaxBackoff));
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// By which part of it a pause is lengthened at random at most, so that actors which failed together do not return
    /// together. Default 0.2; from 0 to 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public double Jitter
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 0);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1);
            field = value;
        }
    } = 0.2;
}
