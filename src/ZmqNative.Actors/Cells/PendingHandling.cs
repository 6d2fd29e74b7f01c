using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ZmqNative.Actors;

/// <summary>The handling of a message, or of system messages, that a turn is parked on.</summary>
internal sealed class PendingHandling(ActorCell cell)
{
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _awaiter;
    private Action? _resume;
    private bool _isMessage;

    public ActorCell Cell => cell;

    /// <summary>Whether the broker looks how long handlings of the actor are pending; see <see cref="LongHandlingWatch"/>.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Whether the turn is parked, or resumed without having read the result.</summary>
    public bool IsParked { get; private set; }

    /// <summary>Whether the code of the handling is known as the actor's behind its awaits.</summary>
    public bool IsTracked { get; private set; }

    /// <summary>The awaiter of the handling, boxed, for a test kit that looks what the handling waits for. From any thread.</summary>
    public object Awaiter => _awaiter;

    /// <summary>Parks the turn.</summary>
    /// <param name="handling">The handling.</param>
    /// <param name="isMessage">Whether that is the handling of a message, which ends with it.</param>
    /// <param name="isTracked">Whether its code is known as the actor's behind its awaits.</param>
    public void Park(ValueTask handling, bool isMessage, bool isTracked)
    {
        IsTracked = isTracked;
        _awaiter = handling.ConfigureAwait(cell.Options.Scheduler is { ResumesOnContext: true }).GetAwaiter();
        _isMessage = isMessage;
        IsParked = true;
        _resume ??= Resume;
        if (!IsWatched)
        {
            cell.Owner.LongHandlingWatch.Add(this);
        }
    }

    /// <summary>Resumes the turn when the handling has completed. After this call another thread may run the next turn.</summary>
    public void Register() => _awaiter.UnsafeOnCompleted(_resume!);

    /// <summary>Reads the result of the handling, which has completed.</summary>
    /// <returns>The exception that it threw; null if none.</returns>
    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    public Exception? Unpark()
    {
        IsParked = false;
        try
        {
            _awaiter.GetResult();
            if (_isMessage)
            {
                cell.Context.End();
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            _awaiter = default;
        }
    }

    private void Resume() => cell.QueueResumed();
}
