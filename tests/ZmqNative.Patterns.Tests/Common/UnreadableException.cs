namespace ZmqNative.Patterns.Tests;

/// <summary>An exception whose text throws.</summary>
internal sealed class UnreadableException : Exception
{
    public override string Message => throw new NotSupportedException();
}
