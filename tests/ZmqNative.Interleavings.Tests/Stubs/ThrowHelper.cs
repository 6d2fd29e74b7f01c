namespace ZmqNative;

/// <summary>Stands in for the making of exceptions.</summary>
internal static class ThrowHelper
{
    public static Exception Create(int errno, string operation) => new ContextTerminatedException();
}
