namespace ZmqTool.Probing;

/// <summary>The end of a handshake.</summary>
/// <param name="Result">Whether it succeeded.</param>
/// <param name="Detail">The reason, if it is known.</param>
internal sealed record TrialOutcome(TrialResult Result, string? Detail);

/// <summary>The kinds of ends of a handshake.</summary>
internal enum TrialResult
{
    /// <summary>It succeeded: the credentials are right, and the socket types fit.</summary>
    Accepted,

    /// <summary>The authenticator refused the credentials.</summary>
    Refused,

    /// <summary>The peer ended it without a reason: the socket types do not fit, or the server key is wrong.</summary>
    Failed,
}
