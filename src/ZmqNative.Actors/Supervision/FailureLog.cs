using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

/// <summary>Counts what goes wrong in a broker's actors, and logs it at a limited rate: one line per kind and interval.</summary>
internal sealed class FailureLog(ILogger logger, TimeProvider time)
{
    private readonly LogLimiter _failedLog = new(time);
    private readonly LogLimiter _givenUpLog = new(time);
    private readonly LogLimiter _hookLog = new(time);
    private long _failed;
    private long _givenUp;
    private long _hooks;

    /// <summary>The number of failures of actors in a handling or at their start.</summary>
    public long Failures => Interlocked.Read(ref _failed);

    /// <summary>An actor has thrown, in a handling or at its start.</summary>
    public void AddFailure(string address, Exception cause)
    {
        if (_failedLog.TryLog(Interlocked.Increment(ref _failed), out long count))
        {
            logger.ActorFailed(address, count, cause);
        }
    }

    /// <summary>An actor is stopped because it failed too often.</summary>
    public void AddGivenUp(string address, Supervision supervision, Exception cause)
    {
        if (_givenUpLog.TryLog(Interlocked.Increment(ref _givenUp), out long count))
        {
            logger.ActorGivenUp(address, supervision.MaxRestarts, supervision.Window, count, cause);
        }
    }

    /// <summary>Something else of an actor has thrown: a hook, its dispose or its decider.</summary>
    public void AddHookFailure(string address, Exception cause)
    {
        if (_hookLog.TryLog(Interlocked.Increment(ref _hooks), out long count))
        {
            logger.ActorHookFailed(address, count, cause);
        }
    }
}
