namespace ZmqNative.Actors.TestKit;

/// <summary>The options of a <see cref="TestBroker"/>.</summary>
public sealed record TestBrokerOptions
{
    /// <summary>
    /// The longest real time that an expectation, or a wait for an idle broker, takes before it fails. It only ends a test that would otherwise
    /// hang, so it is generous. More than 0, at most 24 days 20 hours. Default 10 seconds. Unlimited while a debugger is attached.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or more than 24 days 20 hours.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            OptionChecks.CheckTimeout(value, nameof(Timeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>The time at which the virtual clock begins. Default 2000-01-01, 00:00 UTC.</summary>
    public DateTimeOffset Start { get; init; } = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
