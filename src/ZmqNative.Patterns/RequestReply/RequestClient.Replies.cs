namespace ZmqNative.Patterns;

/// <content>Reading the replies.</content>
public sealed partial class RequestClient
{
    // The extension, the trace and the correlation.
    private const int MostFramesInFront = 3;

    private void Take(MultipartMessage reply)
    {
        if (!CheckLimits(reply))
        {
            return;
        }

        // The extension and the trace, if there were any, come back in front of the correlation.
        int empty = FindDelimiter(reply);
        if (empty < 1 || !Correlation.Is(reply[empty - 1].Span))
        {
            CountMalformed("a reply that does not begin with the request's correlation and an empty frame");
            reply.Dispose();
            return;
        }

        ReadOnlySpan<byte> correlation = reply[empty - 1].Span;
        ReplyStatus status = Correlation.Status(correlation);
        ulong id = Correlation.RequestId(correlation);
        if (status == StreamStatus.Probe)
        {
            reply.Dispose();
            AnswerProbe(id);
            return;
        }

        if (TryTakeStream(id, status, reply, empty))
        {
            reply.Dispose();
            return;
        }

        if (!_pending.TryTake(id, out PendingRequest<ReceivedMessage>? pending))
        {
            // It timed out, was cancelled, or was never ours. The server of a stream has not heard that its reader left.
            CountDropped();
            reply.Dispose();
            if (status == StreamStatus.Partial)
            {
                SendControl(id, RequestExtensionKind.Cancel, 0);
            }

            return;
        }

        if (status == ReplyStatus.Ok)
        {
            pending.Succeed(ReceivedMessage.OfBody(reply, empty + 1));
            return;
        }

        string text = TextOf(reply, empty);
        reply.Dispose();
        pending.Fail(new RequestFailedException(status, text));
    }

    // The server of a request that has ended here, or of a stream that has stopped, has not read what it was told.
    private void AnswerProbe(ulong id)
    {
        if (_streams.TryFind(id, last: false, out RequestStream? stream))
        {
            Remind(stream);
        }
        else if (!_pending.IsAwaited(id))
        {
            SendControl(id, RequestExtensionKind.Cancel, 0);
        }
    }

    /// <summary>Adds a reply to its stream.</summary>
    /// <returns>False if it has no stream. Otherwise the frames belong to the stream.</returns>
    private bool TryTakeStream(ulong id, ReplyStatus status, MultipartMessage reply, int empty)
    {
        if (!_streams.TryFind(id, last: status != StreamStatus.Partial, out RequestStream? stream))
        {
            return false;
        }

        if (status is StreamStatus.Partial or ReplyStatus.Ok && !stream.TryAdd(ReceivedMessage.OfBody(reply.Move(), empty + 1)))
        {
            _ = _streams.TryFind(id, last: true, out _);
            SendControl(id, RequestExtensionKind.Cancel, 0);
            stream.End(new RequestFailedException(ReplyStatus.Overloaded, "the server sent more replies than the client allowed"));
        }
        else if (status == StreamStatus.End || status == ReplyStatus.Ok)
        {
            stream.End(null);
        }
        else if (status != StreamStatus.Partial)
        {
            stream.End(new RequestFailedException(status, TextOf(reply, empty)));
        }

        return true;
    }

    // This must not throw, and a text of a peer may have any size.
    private static string TextOf(MultipartMessage reply, int empty) =>
        reply.Count > empty + 1 ? ErrorText.Read(reply[empty + 1].Span) : string.Empty;

    // Behind the correlation, and the frames that may be in front of it.
    private static int FindDelimiter(MultipartMessage reply)
    {
        for (int i = 1; i < Math.Min(reply.Count, MostFramesInFront + 1); i++)
        {
            if (reply[i].Length == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
