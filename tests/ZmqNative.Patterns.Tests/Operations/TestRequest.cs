namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>The smallest operation with a deadline.</summary>
internal sealed class TestRequest : TimedOperation<int>, IPooled
{
    public static int MaxSpare => 64;

    /// <summary>Begins a use that is pending, and whose deadline is on the wheel.</summary>
    public static TestRequest Rent(DeadlineWheel wheel, TimeSpan timeout, CancellationToken token = default)
    {
        TestRequest request = OperationPool<TestRequest>.Rent();
        request.SetCancellation(token);
        request.Begin(wheel, timeout);
        return request;
    }

    public void Begin(DeadlineWheel wheel, TimeSpan timeout)
    {
        long now = wheel.TimeProvider.GetTimestamp();
        BeginUse(wheel, now, timeout);
        StartDeadline(now);
    }

    public override void Expire(uint use) => TryFail(new TimeoutException(), use);

    protected override void Recycle()
    {
        if (!OperationPool<TestRequest>.Return(this))
        {
            LeaveWheel();
        }
    }
}
