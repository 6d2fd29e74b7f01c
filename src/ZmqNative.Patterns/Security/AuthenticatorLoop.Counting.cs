using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>Counts and logs. No line has a password.</content>
internal sealed partial class AuthenticatorLoop
{
    private readonly long[] _counts = new long[Enum.GetValues<DecisionCause>().Length];
    private readonly LogLimiter _refusedLog;
    private readonly LogLimiter _malformedLog;
    private readonly LogLimiter _checkLog;

    public AuthenticatorStatistics Statistics => new()
    {
        Accepted = Read(DecisionCause.Accepted),
        Refused = Read(DecisionCause.Refused),
        Failed = Read(DecisionCause.Failed),
        FailedTemporarily = Read(DecisionCause.FailedTemporarily),
        TimedOut = Read(DecisionCause.TimedOut),
        Overloaded = Read(DecisionCause.Overloaded),
        Ended = Read(DecisionCause.Ended),
        Superseded = Read(DecisionCause.Superseded),
        Malformed = Read(DecisionCause.Malformed),
        InFlight = Volatile.Read(ref _running),
    };

    private long Read(DecisionCause cause) => Interlocked.Read(ref _counts[(int)cause]);

    private long Count(DecisionCause cause) => Interlocked.Increment(ref _counts[(int)cause]);

    private void CountMalformed(string problem)
    {
        if (_malformedLog.TryLog(Count(DecisionCause.Malformed), out long count))
        {
            _logger.MalformedMessages(_options.Name, count, $"a ZAP request: {problem}");
        }
    }

    private void LogDecision(AuthenticationRequest request, AuthenticationResult result)
    {
        if (result.Status == AuthenticationStatus.Accepted)
        {
            _logger.PeerAccepted(_options.Name, request, result.UserId);
            return;
        }

        // Peers that are refused try again several times a second.
        _logger.PeerRefused(_options.Name, request, (int)result.Status, result.Reason);
        if (_refusedLog.TryLog(++_refused, out long count))
        {
            _logger.PeersRefused(_options.Name, count, request, (int)result.Status, result.Reason);
        }
    }

    private long _refused;

    // By threads of checks, of which many may fail at once.
    private long _failedChecks;

    private void LogCheckFailed(Exception exception, AuthenticationRequest request)
    {
        // A peer tries again as often as it likes, and the text of an exception is expensive.
        if (!_checkLog.TryLog(Interlocked.Increment(ref _failedChecks), out long count))
        {
            return;
        }

        // The text of another library may repeat what it was given.
        bool isSecret = request.GetPassword() is { Length: > 0 } password && Repeats(exception, password);
        _logger.CheckFailed(_options.Name, exception.GetType().Name, request, count, isSecret ? null : exception);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The text of an exception is code of users, and must not end the decision.")]
    private static bool Repeats(Exception exception, string password)
    {
        try
        {
            return exception.ToString().Contains(password, StringComparison.Ordinal);
        }
        catch (Exception)
        {
            return true;
        }
    }
}
