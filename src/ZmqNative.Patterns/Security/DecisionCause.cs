namespace ZmqNative.Patterns;

/// <summary>The causes of the decisions of an authenticator, each of which has a count.</summary>
internal enum DecisionCause
{
    Accepted,
    Refused,
    Failed,
    FailedTemporarily,
    TimedOut,
    Overloaded,
    Ended,
    Superseded,
    Malformed,
}
