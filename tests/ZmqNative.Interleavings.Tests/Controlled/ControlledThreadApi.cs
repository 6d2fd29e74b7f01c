namespace ZmqNative.Interleavings;

/// <summary>In place of <see cref="System.Threading.Thread"/>, as far as the code under test uses it.</summary>
internal sealed class ControlledThreadApi
{
    public static ControlledThreadApi CurrentThread { get; } = new();

    public static bool Yield()
    {
        Schedule.Yield();
        return true;
    }

    // No thread is interrupted here.
    public void Interrupt() => throw new InvalidOperationException();
}
