namespace ZmqNative.Patterns;

/// <content>Sending texts, bytes, frames and JSON.</content>
public sealed partial class AsyncSocket
{
    /// <summary>Sends a message; waits while no peer can take it.</summary>
    /// <param name="payload">
    /// The message: a text, bytes, a <see cref="Frame"/> or JSON as one frame, or a <see cref="MultipartMessage"/>. Bytes may be reused as
    /// soon as this returns, before it completes. Frames belong to the socket from now on, whatever the outcome.
    /// </param>
    /// <param name="cancellationToken">Takes the message back, unless libzmq has accepted it.</param>
    /// <returns>A task that completes when libzmq has accepted the message, which does not mean that it was delivered.</returns>
    /// <exception cref="OperationCanceledException">The send was cancelled; the message was not sent.</exception>
    /// <exception cref="InvalidOperationException">Too many sends wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The frames are disposed, or the socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    public ValueTask SendAsync(Payload payload, CancellationToken cancellationToken = default) =>
        payload.TryGetBytes(out ReadOnlyMemory<byte> bytes)
            ? SendAsync(bytes, cancellationToken)
            : SendAsync(payload.ToMessage(), cancellationToken);

    /// <summary>Sends a message of several frames; waits while no peer can take it.</summary>
    /// <param name="frames">
    /// The frames in order: texts, bytes, frames and JSON; a <see cref="MultipartMessage"/> adds all of its frames.
    /// </param>
    /// <returns>A task that completes when libzmq has accepted the message, which does not mean that it was delivered.</returns>
    /// <exception cref="ArgumentException">There are no frames.</exception>
    /// <exception cref="InvalidOperationException">Too many sends wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">A frame is disposed, or the socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ZmqException">libzmq refused; the message has the reason.</exception>
    public ValueTask SendAsync(params ReadOnlySpan<Payload> frames)
    {
        MultipartMessage message = MultipartMessage.Create();
        try
        {
            foreach (Payload frame in frames)
            {
                frame.AppendTo(message);
            }
        }
        catch
        {
            message.Dispose();
            foreach (Payload frame in frames)
            {
                frame.Dispose();
            }

            throw;
        }

        return SendAsync(message);
    }
}
