namespace ZmqNative.Patterns;

/// <summary>Stands in for the depot behind the magazines.</summary>
internal sealed class Depot<T>(int capacity)
    where T : class
{
    public int Capacity => capacity;
}
