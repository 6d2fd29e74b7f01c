using System.Threading.Tasks.Sources;

namespace ZmqNative.Patterns;

/// <summary>A waiter that a <see cref="ValueTask"/> stands on.</summary>
/// <typeparam name="TResult">What the operation yields.</typeparam>
internal abstract class Waiter<TResult> : Waiter, IValueTaskSource<TResult>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<TResult> _source = new() { RunContinuationsAsynchronously = true };

    /// <summary>What the operation yields, once decided for success.</summary>
    public TResult? Result { get; set; }

    public short Version => _source.Version;

    public override void Complete()
    {
        if (Failure is { } failure)
        {
            Abandon();
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(Result!);
        }
    }

    public TResult GetResult(short token)
    {
        // Throws for a value task that is awaited twice, before the waiter is given away, and for one whose result is asked
        // for too early, while the waiter is still queued.
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The operation has not completed; await it.");
        }

        EndWait();
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            Result = default;
            _source.Reset();
            Return();
        }
    }

    void IValueTaskSource.GetResult(short token) => _ = GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
