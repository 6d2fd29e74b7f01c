using System.Threading.Tasks.Sources;

namespace ZmqNative.Patterns;

/// <summary>An asynchronous operation that is the source of a <see cref="ValueTask{TResult}"/>.</summary>
/// <remarks>
/// The states are those of <see cref="PooledOperation"/>. One use has one task, which is awaited once. A task that is awaited again, or
/// whose result is asked for while the operation is pending, throws <see cref="InvalidOperationException"/> and does not disturb the next
/// use.
/// </remarks>
/// <typeparam name="TResult">The type of the operation's result.</typeparam>
internal abstract class PooledOperation<TResult> : PooledOperation, IValueTaskSource<TResult>, IValueTaskSource
{
    private ManualResetValueTaskSourceCore<TResult> _source;

    /// <summary>The result, after it was decided.</summary>
    public TResult? Result { get; set; }

    /// <summary>The task of the current use.</summary>
    public ValueTask<TResult> Task => new(this, _source.Version);

    /// <summary>The task of the current use, without its result.</summary>
    public ValueTask TaskWithoutResult => new(this, _source.Version);

    /// <summary>Decides the outcome as a result, and completes the operation.</summary>
    public void Succeed(TResult result)
    {
        Result = result;
        Complete();
    }

    public sealed override void Publish(bool inline)
    {
        _source.RunContinuationsAsynchronously = !inline;
        if (Failure is { } failure)
        {
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(Result!);
        }
    }

    public TResult GetResult(short token)
    {
        // Before the operation is returned to its pool. The status throws for a token of another use.
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The operation has not completed; await it.");
        }

        Reset();
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            Result = default;
            _source.Reset();
            Recycle();
        }
    }

    void IValueTaskSource.GetResult(short token) => _ = GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public virtual void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    /// <summary>Whether the operation has a result that was not read. For finalizers, as no other code uses the operation then.</summary>
    protected bool HasUnclaimedResult => _source.GetStatus(_source.Version) == ValueTaskSourceStatus.Succeeded;
}
