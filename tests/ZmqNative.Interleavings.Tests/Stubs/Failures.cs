namespace ZmqNative.Patterns;

/// <summary>Stands in for the factory of exceptions.</summary>
internal static class Failures
{
    public static Exception Again(Exception cause, string text) =>
        cause is ObjectDisposedException ? new ObjectDisposedException(text) : new InvalidOperationException(text, cause);
}
