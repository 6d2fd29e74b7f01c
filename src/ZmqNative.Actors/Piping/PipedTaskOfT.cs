using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>A task with a result that becomes a message.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
internal sealed class PipedTask<T>(
    ActorCell cell,
    ActorRef? to,
    (ReplyTarget? Target, uint Token) asked,
    CancellationTokenRegistration byStop,
    Task<T> task,
    Func<T, object>? onResult,
    Func<Exception, object>? onFailure) : PipedTask(cell, to, asked, byStop)
{
    public override object Awaiter => task.GetAwaiter();

    protected override Exception? Failure => task.IsCompletedSuccessfully ? null : task.Exception?.InnerException ?? new TaskCanceledException(task);

    /// <summary>Waits for the task.</summary>
    public void Start() => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnCompleted);

    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    protected override object MakeMessage()
    {
        T result = task.GetAwaiter().GetResult();
        return (onResult is null ? result : onResult(result))
            ?? throw new InvalidOperationException("The task, or the function for its result, returned null, which is no message.");
    }

    protected override object MakeMessage(Exception failure) => onFailure?.Invoke(failure) ?? new TaskFailed(failure);

    [SuppressMessage("Usage", "VSTHRD002", Justification = "It has completed.")]
    protected override object? ReadResult() => Failure is { } failure ? new TaskFailed(failure) : task.GetAwaiter().GetResult();
}
