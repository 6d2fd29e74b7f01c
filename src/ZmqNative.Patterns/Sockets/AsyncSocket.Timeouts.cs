using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <content>Receiving with a time-out.</content>
public sealed partial class AsyncSocket
{
    /// <summary>Receives one message within a time.</summary>
    /// <param name="timeout">
    /// The longest wait, 0 to 24 days; 0 receives a message only if one is queued. By the clock of the reactor.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; a message that was taken from the queue is delivered all the same.</param>
    /// <returns>A message that the caller owns.</returns>
    /// <remarks>A wait allocates a timer; a message that is queued costs no more than with the other overload.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="SocketTimeoutException">
    /// No message arrived in time. None is lost: the next receive gets a message that arrives later.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; no message is lost by that.</exception>
    /// <exception cref="InvalidOperationException">Too many receives wait already, or the reactor has failed.</exception>
    /// <exception cref="ObjectDisposedException">The socket is, or was meanwhile, disposed.</exception>
    /// <exception cref="ContextTerminatedException">The context was shut down.</exception>
    public ValueTask<MultipartMessage> ReceiveAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        OptionChecks.Check(timeout, nameof(timeout));
        return ReceiveInTimeAsync(timeout, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<MultipartMessage> ReceiveInTimeAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // With 0 also a thread of the reactor that has received as many as it may: there is no time to let the others go first.
        if ((timeout == TimeSpan.Zero || ReactorThread.Current is not { } thread || thread.MayReceive()) && TryReceive(out MultipartMessage message))
        {
            return message;
        }

        using CancellationTokenSource limit = new(timeout, _reactor.TimeProvider);
        using CancellationTokenSource? linked = cancellationToken.CanBeCanceled
            ? CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken)
            : null;
        try
        {
            return await ReceiveAsync((linked ?? limit).Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SocketTimeoutException(
                $"No message came to the {Type.NativeName()} socket within {timeout.TotalSeconds:0.###} s.", timeout);
        }
    }
}
