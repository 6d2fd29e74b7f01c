namespace ZmqNative;

/// <summary>Stands in for the methods that throw.</summary>
internal static class ThrowHelper
{
    public static Exception Create(int errno, string operation) => new ContextTerminatedException();
}
