using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>A monitor of the connections of an async socket, whose events one reader enumerates.</summary>
/// <remarks>A socket has one monitor at a time: starting another ends the first.</remarks>
public sealed class AsyncSocketMonitor : IAsyncDisposable
{
    private readonly SocketMonitor _monitor;
    private readonly AsyncSocket _events;

    internal AsyncSocketMonitor(SocketMonitor monitor, Reactor reactor, ContinuationThread continuations)
    {
        _monitor = monitor;
        _events = new AsyncSocket(monitor.Socket, reactor, AsyncSocketOptions.Default with { Continuations = continuations }, lease: null);
    }

    /// <summary>Enumerates events until the monitor or the socket is disposed.</summary>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    /// <returns>Events in the order in which they happened.</returns>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled.</exception>
    public async IAsyncEnumerable<SocketEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (MultipartMessage message in _events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            SocketEvent socketEvent = SocketMonitor.Parse(message);
            if (socketEvent.Kind == SocketEvents.MonitorStopped)
            {
                yield break;
            }

            yield return socketEvent;
        }
    }

    /// <summary>Ends monitoring. The socket itself stays open.</summary>
    /// <returns>A task that completes when the monitor's own socket is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // First: libzmq would block if the events had no receiver.
            _monitor.Stop();
        }
        finally
        {
            await _events.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Waits for events, which the waiter applies.</summary>
    /// <returns>The number of events that were applied.</returns>
    /// <exception cref="ObjectDisposedException">The monitor is, or was meanwhile, disposed.</exception>
    internal ValueTask<int> WaitAsync(MonitorWaiter waiter) => _events.ReceiveAsync(waiter);

    /// <summary>Applies on this thread the events that libzmq has reported so far, whether or not a reader waits for them.</summary>
    /// <exception cref="ObjectDisposedException">The monitor is disposed.</exception>
    internal void Pump(MonitorWaiter waiter) => _events.ConfigureShortly(static (socket, waiter) => _ = waiter.TryInsideLock(socket), waiter);
}
