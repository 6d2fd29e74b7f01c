using System.Runtime.ExceptionServices;

namespace System.Threading.Tasks.Sources;

/// <summary>
/// In place of the system's type: steps around completion, and an error for a second completion. No continuations: scenarios wait for
/// results.
/// </summary>
internal struct ManualResetValueTaskSourceCore<TResult>
{
    private TResult? _result;
    private ExceptionDispatchInfo? _error;
    private bool _isCompleted;

    public bool RunContinuationsAsynchronously { get; set; }

    public short Version { get; private set; }

    public void Reset()
    {
        Version++;
        _isCompleted = false;
        _result = default;
        _error = null;
    }

    public void SetResult(TResult result)
    {
        _result = result;
        Complete();
    }

    public void SetException(Exception error)
    {
        _error = ExceptionDispatchInfo.Capture(error);
        Complete();
    }

    public readonly ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        return !_isCompleted ? ValueTaskSourceStatus.Pending
            : _error is null ? ValueTaskSourceStatus.Succeeded
            : _error.SourceException is OperationCanceledException ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;
    }

    public readonly TResult GetResult(short token)
    {
        Check(token);
        if (!_isCompleted)
        {
            throw new InvalidOperationException("The operation has not completed.");
        }

        _error?.Throw();
        return _result!;
    }

    public readonly void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        throw new NotSupportedException();

    private void Complete()
    {
        Schedule.Step();
        if (_isCompleted)
        {
            throw new InvalidOperationException("An operation was completed twice.");
        }

        _isCompleted = true;
        Schedule.Step();
    }

    private readonly void Check(short token)
    {
        if (token != Version)
        {
            throw new InvalidOperationException("A value task was used after its operation had begun again.");
        }
    }
}
