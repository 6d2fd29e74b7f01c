namespace ZmqNative.Patterns;

/// <summary>Stands in for the monitor of a socket.</summary>
public sealed class AsyncSocketMonitor
{
    internal AsyncSocketMonitor(SocketMonitor monitor, Reactor reactor, ContinuationThread continuations)
    {
    }
}
