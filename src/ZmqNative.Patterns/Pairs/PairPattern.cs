namespace ZmqNative.Patterns;

/// <summary>One end of an exclusive connection: both directions at once.</summary>
/// <remarks>A second peer that connects to the same end is refused by libzmq.</remarks>
public abstract class PairPattern : ReceivingPattern
{
    private protected PairPattern(string endpoints, bool bindByDefault, PairOptions options)
        : base(SocketType.Pair, options) =>
        Initialize(() =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Timeout, TimeSpan.Zero, nameof(options));

            // What was not sent when a connection broke goes with it: the next peer must not get the rest of a conversation.
            Socket.Configure(static socket => socket.Immediate = true);
            EndpointList.Attach(Socket, endpoints, bindByDefault);
        });

    /// <summary>Sends bytes; waits while the peer is behind or not there.</summary>
    /// <param name="message">The message; may be reused as soon as this returns, before it completes.</param>
    /// <param name="cancellationToken">Takes the message back, unless libzmq has accepted it.</param>
    /// <returns>Completes when libzmq has accepted the message.</returns>
    /// <exception cref="OperationCanceledException">The send was cancelled; the message was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is, or was meanwhile, disposed.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default) =>
        Socket.SendAsync(message, cancellationToken);

    /// <summary>Sends a text in UTF-8; waits while the peer is behind or not there.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Takes the message back, unless libzmq has accepted it.</param>
    /// <returns>Completes when libzmq has accepted the message.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The send was cancelled; the message was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is, or was meanwhile, disposed.</exception>
    public ValueTask SendAsync(string message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Socket.SendAsync(Frame.FromText(message), cancellationToken);
    }

    /// <summary>Sends a frame without copying it; waits while the peer is behind or not there.</summary>
    /// <param name="message">The message, which belongs to the pattern from now on, whatever the outcome.</param>
    /// <param name="cancellationToken">Takes the message back, unless libzmq has accepted it.</param>
    /// <returns>Completes when libzmq has accepted the message.</returns>
    /// <exception cref="OperationCanceledException">The send was cancelled; the message was not sent.</exception>
    /// <exception cref="ObjectDisposedException">The frame is gone, or the pattern is, or was meanwhile, disposed.</exception>
    public ValueTask SendAsync(Frame message, CancellationToken cancellationToken = default) =>
        Socket.SendAsync(message, cancellationToken);
}
