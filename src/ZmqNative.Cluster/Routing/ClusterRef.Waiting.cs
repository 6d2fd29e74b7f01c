using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <content>The waits of tells for the owner of the shard.</content>
internal sealed partial class ClusterRef
{
    // Between two looks whether a message that has timed out while it was being sent waits again.
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private async ValueTask WaitAsync(WaitingMessage waiting, CancellationToken cancellationToken)
    {
        routing.NoteWaiting();
        TimeSpan timeout = Owner.Options.TellTimeout;
        TimeSpan left = timeout;
        while (true)
        {
            try
            {
                await waiting.Sent.WaitAsync(left, Owner.Time, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && waiting.TryTake())
            {
                DeadLetterFeed.Release(waiting.Message);
                throw;
            }
            catch (TimeoutException) when (waiting.TryTake())
            {
                Owner.DeadLetters.Add(waiting.Message, address, DeadLetterReason.MailboxFull);
                throw new TellTimeoutException(address, timeout, DescribeConnections());
            }
            catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
            {
                // It is being sent: the wait for space has its own limit. If it was sent since, that is the outcome; if the owner
                // refuses it, it waits again, and is to be taken then.
                _ = await Task.WhenAny(waiting.Sent, Task.Delay(LookInterval, Owner.Time, CancellationToken.None)).ConfigureAwait(false);
                if (waiting.Sent.IsCompleted)
                {
                    await waiting.Sent.ConfigureAwait(false);
                    return;
                }

                left = TimeSpan.Zero;
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Its sender does not wait.")]
    private async Task WaitQuietlyAsync(WaitingMessage waiting)
    {
        try
        {
            await WaitAsync(waiting, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A dead letter already.
        }
    }
}
