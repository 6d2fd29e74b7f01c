using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

/// <summary>Counts the failures of a broker's actors, and logs them at a limited rate: one line for each kind and interval.</summary>
internal sealed class FailureLog(ILogger logger, TimeProvider time)
{
    private readonly LogLimiter _failedLog = new(time);
    private readonly LogLimiter _givenUpLog = new(time);
    private readonly LogLimiter _hookLog = new(time);
    private readonly LogLimiter _answerLog = new(time);
    private long _failed;
    private long _givenUp;
    private long _hooks;
    private long _answers;

    /// <summary>The number of failures of actors in a handling or at their start.</summary>
    public long Failures => Interlocked.Read(ref _failed);

    /// <summary>Counts an exception of an actor, in a handling or at its start.</summary>
    public void AddFailure(string address, Exception cause)
    {
        if (_failedLog.TryLog(Interlocked.Increment(ref _failed), out long count))
        {
            logger.ActorFailed(address, count, cause);
        }
    }

    /// <summary>Counts an actor that is stopped because it failed too often.</summary>
    public void AddGivenUp(string address, Supervision supervision, Exception cause)
    {
        if (_givenUpLog.TryLog(Interlocked.Increment(ref _givenUp), out long count))
        {
            logger.ActorGivenUp(address, supervision.MaxRestarts, supervision.Window, count, cause);
        }
    }

    /// <summary>Counts an exception of a hook, a dispose or a decider of an actor.</summary>
    public void AddHookFailure(string address, Exception cause)
    {
        if (_hookLog.TryLog(Interlocked.Increment(ref _hooks), out long count))
        {
            logger.ActorHookFailed(address, count, cause);
        }
    }

    /// <summary>Counts an exception of the dispose of an answer that came too late.</summary>
    public void AddUndisposedAnswer(string address, Exception cause)
    {
        if (_answerLog.TryLog(Interlocked.Increment(ref _answers), out long count))
        {
            logger.AnswerNotDisposed(address, count, cause);
        }
    }
}
