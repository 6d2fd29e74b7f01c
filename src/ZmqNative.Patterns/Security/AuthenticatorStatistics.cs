namespace ZmqNative.Patterns;

/// <summary>The numbers of decisions of an <see cref="Authenticator"/> since it was created.</summary>
public readonly record struct AuthenticatorStatistics
{
    /// <summary>The number of peers that were accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>The number of peers that were refused (status 400).</summary>
    public long Refused { get; init; }

    /// <summary>The number of peers that were refused because a check threw, or returned nothing (status 500).</summary>
    public long Failed { get; init; }

    /// <summary>The number of peers for which a check has returned <see cref="AuthenticationResult.FailTemporarily"/> (status 300).</summary>
    public long FailedTemporarily { get; init; }

    /// <summary>The number of peers whose check took longer than <see cref="AuthenticatorOptions.DecisionTimeout"/> (status 300).</summary>
    public long TimedOut { get; init; }

    /// <summary>The number of peers that came while <see cref="AuthenticatorOptions.MaxInFlight"/> calls were running (status 300).</summary>
    public long Overloaded { get; init; }

    /// <summary>The number of peers whose decision was pending, or had not begun, when the authenticator ended (status 300).</summary>
    public long Ended { get; init; }

    /// <summary>The number of decisions that were dropped because the same connection had asked again.</summary>
    public long Superseded { get; init; }

    /// <summary>The number of requests that were not in the format of ZAP 1.0 (status 400).</summary>
    public long Malformed { get; init; }

    /// <summary>The number of calls of checks that are running now.</summary>
    public int InFlight { get; init; }
}
