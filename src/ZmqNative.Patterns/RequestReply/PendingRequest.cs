using System.Threading.Tasks.Sources;

namespace ZmqNative.Patterns;

/// <summary>A request in flight: pooled in its client's table, and the value task source its caller awaits.</summary>
/// <remarks>
/// <code>
///   free --Begin--> in flight --reply, deadline, cancellation or end--> decided --GetResult--> free
/// </code>
/// Whoever takes it out of the table, under the table's lock, decides the outcome; the id carries the number of the use, so a late
/// reply never meets the entry's next use.
/// </remarks>
internal sealed class PendingRequest(PendingRequestTable table, int slot) : DeadlineWheel.Deadline, IValueTaskSource<Response>
{
    private static readonly Action<object?> OnCancelled = static state => ((PendingRequest)state!).Cancel();

    private ManualResetValueTaskSourceCore<Response> _source = new() { RunContinuationsAsynchronously = true };
    private CancellationToken _cancellation;
    private CancellationTokenRegistration _registration;

    /// <summary>The place in the table.</summary>
    public int Slot => slot;

    /// <summary>Whether nobody has decided it yet; guarded by the table's lock.</summary>
    public bool InFlight { get; set; }

    public TimeSpan Timeout { get; set; }

    public ulong RequestId => ((ulong)Use << 32) | (uint)(slot + 1);

    public short Version => _source.Version;

    public void Observe(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            _cancellation = token;
            _registration = token.UnsafeRegister(OnCancelled, this);
        }
    }

    public void Succeed(Response response) => _source.SetResult(response);

    public void Fail(Exception exception) => _source.SetException(exception);

    public override void OnExpired(uint use)
    {
        if (table.TryTake(this, use))
        {
            Fail(new RequestTimeoutException(Timeout, table.Owner));
        }
    }

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
            table.Free(this);
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private void Cancel()
    {
        if (table.TryTake(this, Use))
        {
            Fail(new OperationCanceledException(_cancellation));
        }
    }
}
