namespace ZmqNative.Patterns;

/// <summary>Stands in for the shared cache behind the thread caches.</summary>
internal sealed class SharedCache<T>(int capacity)
    where T : class
{
    public int Capacity => capacity;
}
