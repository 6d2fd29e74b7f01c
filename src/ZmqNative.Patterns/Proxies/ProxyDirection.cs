namespace ZmqNative.Patterns;

/// <summary>One direction of a proxy: a loop that takes messages from one socket and gives them to the other.</summary>
/// <param name="from">The socket that messages come from.</param>
/// <param name="to">The socket that they go to.</param>
/// <param name="capture">The socket that gets copies; null without one.</param>
/// <param name="pause">The pause, which stops the loop.</param>
/// <param name="accepts">Returns false for a message that it has disposed, as its user is revoked; null to pass all.</param>
internal sealed class ProxyDirection(
    AsyncSocket from, AsyncSocket to, AsyncSocket? capture, ProxyPause pause, Func<MultipartMessage, bool>? accepts = null)
{
    // The number of messages that are taken under one lock. A pause waits for no more than these.
    private const int Batch = 64;

    private readonly MultipartMessage[] _batch = new MultipartMessage[Batch];
    private long _messages;
    private long _bytes;
    private long _captured;
    private long _captureDropped;
    private long _lost;

    public long Messages => Interlocked.Read(ref _messages);

    public long Bytes => Interlocked.Read(ref _bytes);

    public long Captured => Interlocked.Read(ref _captured);

    public long CaptureDropped => Interlocked.Read(ref _captureDropped);

    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Passes messages until it is stopped.</summary>
    /// <param name="stopping">Ends the loop: nothing more is taken.</param>
    /// <param name="aborting">Ends the wait of the messages that were taken for space in a queue.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        while (!stopping.IsCancellationRequested)
        {
            CancellationToken pausing = await pause.WaitAsync(stopping).ConfigureAwait(false);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stopping, pausing);
            while (!either.IsCancellationRequested)
            {
                int count;
                try
                {
                    count = await from.ReceiveBatchAsync(_batch, either.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    break;
                }

                for (int i = 0; i < count; i++)
                {
                    if (accepts is null || accepts(_batch[i]))
                    {
                        await PassAsync(_batch[i], aborting).ConfigureAwait(false);
                    }

                    _batch[i] = default;
                }
            }
        }
    }

    private async ValueTask PassAsync(MultipartMessage message, CancellationToken aborting)
    {
        long bytes = message.TotalLength;
        if (capture is not null)
        {
            Capture(message);
        }

        try
        {
            // A client that does not read must not delay the replies to all others.
            if (to.Type == SocketType.Router ? !to.TrySend(message) : !await SendAsync(message, aborting).ConfigureAwait(false))
            {
                Lose(message);
                return;
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            Lose(message);
            return;
        }

        _ = Interlocked.Increment(ref _messages);
        _ = Interlocked.Add(ref _bytes, bytes);
    }

    private async ValueTask<bool> SendAsync(MultipartMessage message, CancellationToken aborting)
    {
        await to.SendAsync(message, aborting).ConfigureAwait(false);
        return true;
    }

    private static bool IsLoss(Exception exception) => exception is not ContextTerminatedException
        && (exception is OperationCanceledException or ObjectDisposedException or ZmqException or MessageTooLargeException);

    private void Lose(MultipartMessage message)
    {
        // Disposed already if it was given to a send.
        message.Dispose();
        _ = Interlocked.Increment(ref _lost);
    }

    private void Capture(MultipartMessage message)
    {
        MultipartMessage copy = MultipartMessage.Create();
        try
        {
            foreach (Frame frame in message)
            {
                copy.Add(frame.Duplicate());
            }

            if (capture!.TrySend(copy))
            {
                _ = Interlocked.Increment(ref _captured);
                return;
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or ZmqNativeException)
        {
            // Its limits are those of the other sockets; libzmq refused the copy; or the proxy ends, which the sending of the message notices.
        }

        copy.Dispose();
        _ = Interlocked.Increment(ref _captureDropped);
    }
}
