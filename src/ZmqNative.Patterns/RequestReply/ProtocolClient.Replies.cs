namespace ZmqNative.Patterns;

/// <content>Replies and unsolicited messages.</content>
public sealed partial class ProtocolClient<TId>
{
    private long _unsolicitedMessages;
    private bool _isReadingUnsolicited;

    private void Take(MultipartMessage message)
    {
        if (!CheckLimits(message))
        {
            return;
        }

        ulong requestId = 0;
        try
        {
            if (_getReplyId(message) is not { } id || !_pending.TryFind(id, out requestId, out MessageQueue? stream))
            {
                TakeUnsolicited(message);
            }
            else if (_isFinal is null || _isFinal(message))
            {
                TakeFinal(message, requestId);
            }
            else
            {
                TakeReply(message, requestId, stream);
            }
        }
        catch (Exception exception)
        {
            message.Dispose();
            CountMalformed($"a function of the protocol failed: {ErrorText.MessageOf(exception)}");
            _exchange.Fail(requestId, exception);
        }
    }

    private void TakeFinal(MultipartMessage reply, ulong requestId)
    {
        if (_pending.TryTake(requestId, out PendingRequest<MultipartMessage>? pending))
        {
            pending.Succeed(reply);
        }
        else
        {
            // It has ended since it was found.
            TakeUnsolicited(reply);
        }
    }

    private void TakeReply(MultipartMessage reply, ulong requestId, MessageQueue? stream)
    {
        if (stream is null)
        {
            reply.Dispose();
            CountDropped();
        }
        else if (!stream.TryAdd(reply))
        {
            reply.Dispose();
            CountDropped();
            _exchange.Fail(requestId, new ReplyQueueFullException(
                $"{_options.MaxQueuedMessages} replies or {_options.MaxQueuedBytes} bytes of a request of {Name} waited for the reader of its stream "
                + "(MaxQueuedMessages, MaxQueuedBytes). Read faster, or raise the limits."));
        }
    }

    private void TakeUnsolicited(MultipartMessage message)
    {
        Interlocked.Increment(ref _unsolicitedMessages);
        if (!Volatile.Read(ref _isReadingUnsolicited) || !_unsolicited.TryAdd(message))
        {
            message.Dispose();
            CountDropped();
        }
    }
}
