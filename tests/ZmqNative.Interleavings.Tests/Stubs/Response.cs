namespace ZmqNative.Patterns;

/// <summary>Stands in for a reply.</summary>
public readonly struct Response(int number) : IDisposable
{
    public int Number => number;

    public void Dispose()
    {
    }
}
