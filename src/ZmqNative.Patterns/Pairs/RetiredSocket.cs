namespace ZmqNative.Patterns;

/// <summary>A native socket that a pair has replaced, and that is still to be closed.</summary>
/// <param name="socket">The socket, which nobody else uses any more.</param>
/// <param name="monitor">Its monitor.</param>
/// <param name="bound">What it is bound to.</param>
/// <param name="polled">Completes when the reactor has left its descriptor.</param>
internal sealed class RetiredSocket(Socket socket, AsyncSocketMonitor monitor, string[] bound, Task polled)
{
    // libzmq closes a listener within milliseconds, unless its I/O thread is held up.
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(2);

    /// <summary>Ends it; completes when its endpoints are free.</summary>
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
            // The context or the reactor has ended, or a listener takes its time: binding tells.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task UnbindAsync(HashSet<string> listening, Reactor reactor)
    {
        AsyncSocketMonitor closing = new(socket.Monitor(SocketEvents.Closed), reactor);
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
