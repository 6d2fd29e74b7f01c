using System.Runtime.CompilerServices;

namespace ZmqNative.Patterns;

/// <summary>A handler whose messages are settled by its outcome.</summary>
internal sealed class DeliveryHandler(DeliveryReceiver receiver, Func<ReceivedMessage, CancellationToken, ValueTask> handler)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        DeliveryTag tag = receiver.GetTag(message);
        try
        {
            await handler(message, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the puller is no failure of the message: it is delivered again when the connection has ended.
            throw;
        }
        catch
        {
            _ = receiver.Settle(tag, DeliveryFrameKind.Failed, ErrorText.HandlerFailed);
            throw;
        }

        _ = receiver.Settle(tag, DeliveryFrameKind.Acknowledged);
    }
}
