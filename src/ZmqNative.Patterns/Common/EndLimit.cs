using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>The limit of one step of an end: a time that passes by the clock of the user or by the system's, whichever is first.</summary>
/// <remarks>By the system's, too: the end is limited even if the clock of the user is one that no code advances any more, or one that throws.</remarks>
internal sealed class EndLimit : IDisposable
{
    private readonly CancellationTokenSource _system;
    private readonly CancellationTokenSource? _own;
    private readonly CancellationTokenSource _either;

    /// <summary>Begins the step.</summary>
    /// <param name="time">The longest time.</param>
    /// <param name="clock">The clock of the user: code that must not be called inside a lock.</param>
    /// <param name="cancellationToken">Ends the step, too.</param>
    public EndLimit(TimeSpan time, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        _system = new CancellationTokenSource(time);
        _own = clock == TimeProvider.System ? null : TryBegin(time, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_system.Token, _own?.Token ?? CancellationToken.None, cancellationToken);
    }

    /// <summary>The token that is cancelled when the time has passed.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Waits until a task ends, whatever its outcome, or the time has passed. An exception of the task counts as observed.</summary>
    /// <param name="task">The task, which goes on if it does not end in time.</param>
    /// <param name="time">The longest time.</param>
    /// <param name="clock">The clock of the user: code that must not be called inside a lock.</param>
    /// <param name="cancellationToken">Ends the wait, too.</param>
    /// <returns>True if the task has ended.</returns>
    public static async Task<bool> WaitAsync(Task task, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        task.Observe();
        if (task.IsCompleted)
        {
            return true;
        }

        using (EndLimit limit = new(time, clock, cancellationToken))
        {
            await task.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!task.IsCompleted)
        {
            // Leaves the thread that advances the clock.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        return task.IsCompleted;
    }

    /// <summary>Ends the step now: a test kit knows that waiting is to no effect. From any thread; nothing if the step is over.</summary>
    public void CutShort()
    {
        try
        {
            _either.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The step has ended meanwhile.
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _own?.Dispose();
        _system.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the code of a user throws, the end goes on.")]
    private static CancellationTokenSource? TryBegin(TimeSpan time, TimeProvider clock)
    {
        try
        {
            return new CancellationTokenSource(time, clock);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
