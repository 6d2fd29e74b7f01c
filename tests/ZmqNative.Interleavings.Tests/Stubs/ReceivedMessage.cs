namespace ZmqNative.Patterns;

/// <summary>Stands in for a message.</summary>
public readonly struct ReceivedMessage(int number) : IDisposable
{
    public int Number => number;

    public void Dispose()
    {
    }
}
