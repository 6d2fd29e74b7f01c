using System.Threading.Tasks.Sources;

namespace ZmqNative.Patterns;

/// <summary>A request in flight: pooled by its client's table, and the value task source its caller awaits.</summary>
/// <remarks>
/// <code>
///   spare --Begin--> in flight --reply, deadline, cancellation or end--> decided --GetResult--> spare
/// </code>
/// The thread that takes it out of the table, under the table's lock, decides the outcome. Its entry in the table is free from then
/// on, whether or not the caller ever asks for the result.
/// </remarks>
internal sealed class PendingRequest(PendingRequestTable table) : DeadlineWheel.Deadline, IValueTaskSource<Response>
{
    private const int Unobserved = 0;
    private const int Observed = 1;
    private const int Decided = 2;

    private static readonly Action<object?> OnCancelled = static state => ((PendingRequest)state!).Cancel();

    private ManualResetValueTaskSourceCore<Response> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;
    private int _cancellationState;

    /// <summary>Frees the reply of a request whose caller never asked for it.</summary>
    ~PendingRequest()
    {
        if (_source.GetStatus(_source.Version) == ValueTaskSourceStatus.Succeeded)
        {
            _source.GetResult(_source.Version).Dispose();
        }
    }

    public TimeSpan Timeout { get; private set; }

    public ulong RequestId { get; private set; }

    public short Version => _source.Version;

    /// <summary>Whether libzmq has, or may have, accepted the request. Inside the table's lock.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether its time passed before it was sent: the send that still waits ends it. Inside the table's lock.</summary>
    public bool IsOverdue { get; set; }

    /// <summary>How many outages its client had had when it began.</summary>
    public long Outages { get; private set; }

    /// <summary>Begins a use; inside the table's lock.</summary>
    public void Begin(ulong requestId, TimeSpan timeout, long outages)
    {
        // As if it were sent: a reply, or the loss of the connection, may be quicker than the sender.
        IsSent = true;
        IsOverdue = false;
        Outages = outages;
        Use++;
        RequestId = requestId;
        Timeout = timeout;
        _cancellationState = Unobserved;
    }

    /// <summary>Lets cancellation end the request. Once, before the caller has the task; it may be decided before or meanwhile.</summary>
    public void Observe(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token;
            _registration = token.UnsafeRegister(OnCancelled, this);

            // Either this sees that it was decided, or the thread that decides sees the registration.
            if (Interlocked.CompareExchange(ref _cancellationState, Observed, Unobserved) == Decided)
            {
                _ = _registration.Unregister();
            }
        }
    }

    public void Succeed(Response response)
    {
        StopObserving();
        _source.SetResult(response);
    }

    public void Fail(Exception exception)
    {
        StopObserving();
        _source.SetException(exception);
    }

    public override void OnExpired(uint use) => table.Expire(this, use);

    public Response GetResult(short token)
    {
        // Throws for a value task that is awaited twice, before the entry is given away, and for one whose result is asked
        // for too early, while the request is in flight.
        if (_source.GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            throw new InvalidOperationException("The request has not ended; await it.");
        }

        _registration.Dispose();
        _registration = default;
        _cancellation = default;
        try
        {
            return _source.GetResult(token);
        }
        finally
        {
            _source.Reset();
            table.Return(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    // At once: a caller that never asks for the result must not leave registrations with a token that lives long.
    private void StopObserving()
    {
        if (Interlocked.Exchange(ref _cancellationState, Decided) == Observed)
        {
            _ = _registration.Unregister();
        }
    }

    private void Cancel()
    {
        if (table.TryTake(this, Use))
        {
            Fail(new OperationCanceledException(_cancellation));
        }
    }
}
