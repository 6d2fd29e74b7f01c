namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.SpinWait"/>: yields to the other threads.</summary>
internal struct ControlledSpinWait
{
    public readonly void SpinOnce() => Schedule.Yield();

    public readonly void SpinOnce(int sleep1Threshold) => Schedule.Yield();
}
