namespace ZmqNative.Patterns;

/// <summary>A native socket that a pair has replaced, and that is still to be closed.</summary>
/// <param name="socket">The socket, which no other code uses any more.</param>
/// <param name="monitor">Its monitor.</param>
/// <param name="bound">The endpoints that it is bound to.</param>
/// <param name="polled">A task that completes when the reactor does not poll its descriptor any more.</param>
internal sealed class RetiredSocket(Socket socket, AsyncSocketMonitor monitor, string[] bound, Task polled)
{
    // libzmq closes a listener within milliseconds, unless its I/O thread is blocked.
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(2);

    /// <summary>Closes the socket. The task completes when its endpoints can be bound again.</summary>
    public async Task CloseAsync(Reactor reactor)
    {
        try
        {
            await polled.ConfigureAwait(false);
            await monitor.DisposeAsync().ConfigureAwait(false);
            HashSet<string> listening = [.. bound.Where(static endpoint => !endpoint.StartsWith("inproc://", StringComparison.Ordinal))];
            if (listening.Count > 0)
            {
                await UnbindAsync(listening, reactor).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ZmqException or InvalidOperationException)
        {
            // The context or the reactor has ended, or a listener closes slowly: the next bind reports it.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task UnbindAsync(HashSet<string> listening, Reactor reactor)
    {
        AsyncSocketMonitor closing = new(socket.Monitor(SocketEvents.Closed), reactor, ContinuationThread.Reactor);
        try
        {
            foreach (string endpoint in listening)
            {
                socket.Unbind(endpoint);
            }

            using CancellationTokenSource limit = new(LongestClose);
            await foreach (SocketEvent socketEvent in closing.ReadAllAsync(limit.Token).ConfigureAwait(false))
            {
                _ = listening.Remove(socketEvent.Endpoint);
                if (listening.Count == 0)
                {
                    return;
                }
            }
        }
        finally
        {
            await closing.DisposeAsync().ConfigureAwait(false);
        }
    }
}
