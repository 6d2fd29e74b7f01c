using ZmqNative;
using ZmqNative.Patterns;
using ZmqTool.Monitoring;

namespace ZmqTool.Probing;

/// <summary>A connection of libzmq that shows whether the peer accepts credentials and a socket type.</summary>
internal static class HandshakeTrial
{
    /// <summary>Connects, and waits for the end of the handshake.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public static async Task<TrialOutcome> RunAsync(string endpoint, SocketType type, SecurityOptions security, TimeSpan timeout, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        await using AsyncSocket socket = AsyncSocket.Create(type, endpoints: null, new AsyncSocketOptions
        {
            Security = security,
            Continuations = ContinuationThread.ThreadPool,
            DrainTimeout = TimeSpan.Zero,
            ConfigureSocket = raw =>
            {
                raw.Linger = TimeSpan.Zero;
                raw.IPv6 = endpoint.Contains('[', StringComparison.Ordinal);

                // One attempt.
                raw.ReconnectInterval = null;
            },
        });
        await using AsyncSocketMonitor monitor = socket.Monitor();
        socket.Connect(endpoint);
        try
        {
            await foreach (SocketEvent socketEvent in monitor.ReadAllAsync(limit.Token))
            {
                switch (socketEvent.Kind)
                {
                    case SocketEvents.HandshakeSucceeded:
                        return new TrialOutcome(TrialResult.Accepted, null);
                    case SocketEvents.HandshakeFailedAuthentication:
                        return new TrialOutcome(TrialResult.Refused, $"status {socketEvent.AuthenticationStatus}");
                    case SocketEvents.HandshakeFailedProtocol or SocketEvents.HandshakeFailedNoDetail or SocketEvents.Disconnected:
                        return new TrialOutcome(TrialResult.Failed, EventText.DetailOf(socketEvent));
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException();
        }

        throw new TimeoutException();
    }
}
