using System.Threading.Tasks.Sources;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>One ask in flight, pooled: the value task that its caller awaits, its deadline, and the target of its answer.</summary>
/// <remarks>
/// <code>
///   idle (even state) --Rent--> pending (odd) --answer, failure, deadline or cancellation: one compare-exchange--> decided
///   decided --Execute, on the thread pool--> completed --GetResult--> idle, in the pool, under the next state
/// </code>
/// The state is the token of <see cref="ReplyTarget"/>: a late answer carries an old one and finds the exchange lost.
/// </remarks>
/// <typeparam name="T">What is asked for.</typeparam>
internal sealed class AskSource<T> : ReplyTarget<T>, IValueTaskSource<T>, IThreadPoolWorkItem, IAskDeadline
{
    private static readonly Depot<AskSource<T>> Depot = new(4096);
    private static readonly Action<object?> OnCancelled = static state => ((AskSource<T>)state!).Cancel();

    [ThreadStatic]
    private static Magazine<AskSource<T>>? t_magazine;

    // Continuations run inside Execute, which is on the thread pool already: nothing is queued or allocated twice.
    private ManualResetValueTaskSourceCore<T> _source;
    private AskDeadline? _deadline;
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private string _address = string.Empty;
    private T? _value;
    private Exception? _failure;
    private uint _state;
    private TimeSpan _timeout;
    private ActorCell? _asker;
    private int _askerAt;

    /// <summary>Which use this is.</summary>
    public uint Token => Volatile.Read(ref _state);

    public ValueTask<T> Task => new(this, _source.Version);

    public static AskSource<T> Rent(Broker broker, string address, TimeSpan timeout)
    {
        PatternAccounting.WaiterRented();
        AskSource<T> source =
            (t_magazine ??= new Magazine<AskSource<T>>(Depot)).TryPop(out AskSource<T>? spare) ? spare : new AskSource<T>();
        source._address = address;
        source._timeout = timeout;
        source._asker = CallerContext.Find(out source._askerAt);
        if (source._deadline is not { } deadline || deadline.Broker != broker)
        {
            source._deadline = deadline = new AskDeadline(broker, source);
        }

        long due = deadline.Prepare(timeout);
        Interlocked.Increment(ref source._state);
        deadline.Start(due, timeout);
        return source;
    }

    /// <summary>Lets cancellation end the ask. Once, after it was sent; it may be answered before or meanwhile.</summary>
    public void Observe(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token;
            _registration = token.UnsafeRegister(OnCancelled, this);
        }
    }

    public override bool IsPending(uint token) => Volatile.Read(ref _state) == token;

    public override bool IsAskedBy(ActorCell cell, uint token) => _asker == cell && cell.IsAt(_askerAt) && IsPending(token);

    public override TimeSpan GetTimeLeft(uint token) => _deadline is { } deadline && IsPending(token) ? deadline.Left : TimeSpan.Zero;

    public override bool TryReply(T value, uint token)
    {
        if (!TryDecide(token))
        {
            return false;
        }

        _value = value;
        Release();
        return true;
    }

    public override bool TryReply(object? value, uint token)
    {
        if (value is T typed)
        {
            return TryReply(typed, token);
        }

        if (value is null && default(T) is null)
        {
            return TryReply(default(T)!, token);
        }

        ActorFailedException wrong = new(
            _address, $"it answered with {value?.GetType().Name ?? "null"} where {typeof(T).Name} was asked for.");
        if (!TryFail(wrong, token))
        {
            return false;
        }

        DeadLetterFeed.Release(value!);
        return true;
    }

    public override bool TryFail(Exception exception, uint token)
    {
        if (!TryDecide(token))
        {
            return false;
        }

        _failure = exception;
        Release();
        return true;
    }

    AskDeadline? IAskDeadline.Deadline => Volatile.Read(ref _deadline);

    bool IAskDeadline.TryExpire(uint token) => TryFail(new AskTimeoutException(_address, _timeout), token);

    void IThreadPoolWorkItem.Execute()
    {
        if (_failure is { } failure)
        {
            _source.SetException(failure);
        }
        else
        {
            _source.SetResult(_value!);
        }
    }

    public T GetResult(short token)
    {
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The ask has not ended; await it.");
        }

        // Waits for a callback that is running, so that none meets the next use.
        _registration.Dispose();
        _registration = default;
        _cancellation = default;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _value = default;
            _failure = null;
            _asker = null;
            _source.Reset();
            PatternAccounting.WaiterReturned();
            _ = (t_magazine ??= new Magazine<AskSource<T>>(Depot)).TryPush(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    // An even token is that of a use which has ended.
    private bool TryDecide(uint token) =>
        (token & 1) != 0 && Interlocked.CompareExchange(ref _state, token + 1, token) == token;

    // Never inline: the answering actor's turn must not run its asker's code.
    private void Release() => HeldWork.HoldOrQueue(this);

    private void Cancel() => TryFail(new OperationCanceledException(_cancellation), Token);
}
