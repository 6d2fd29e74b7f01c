using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>The options of an <see cref="Authenticator"/>.</summary>
public sealed record AuthenticatorOptions
{
    /// <summary>The name in logs and metrics. Default <c>Authenticator</c>.</summary>
    public string Name { get; init; } = "Authenticator";

    /// <summary>
    /// The context whose servers ask the authenticator; the caller disposes it afterwards. Default null: the shared context, which patterns
    /// without a context have.
    /// </summary>
    public Context? Context { get; init; }

    /// <summary>
    /// The longest time that a check may take. More than 0, at most 24 days 20 hours; default 5 seconds. Then the peer gets
    /// <see cref="AuthenticationStatus.TemporaryFailure"/>, and the token of the check is cancelled. libzmq itself ends a handshake after
    /// <see cref="Socket.HandshakeInterval"/>, 30 seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan DecisionTimeout
    {
        get;
        init
        {
            OptionChecks.CheckTimeout(value, nameof(value), nameof(DecisionTimeout));
            field = value;
        }
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The number of calls of checks that may run at once, at least 1; default 1,024. Calls that are over their time count until they return.
    /// One more peer gets <see cref="AuthenticationStatus.TemporaryFailure"/> at once. Lists of users and keys are not limited, as they do not wait.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxInFlight
    {
        get;
        init
        {
            OptionChecks.CheckRange(value, 1, int.MaxValue, nameof(MaxInFlight), nameof(value));
            field = value;
        }
    } = 1024;

    /// <summary>The logger. Default none. Accepted peers are logged at the level Debug, refused ones as warnings at a limited rate.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
