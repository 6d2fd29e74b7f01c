using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <content>Sending of replies.</content>
public sealed partial class ReplyServer
{
    // All frames up to the empty one are sent back unchanged, but for the status. It never waits: a client that does not
    // read must not delay the others.
    [SuppressMessage("Design", "CA1031", Justification = "A reply that cannot be sent is counted and never stops the loop.")]
    private void Send(MultipartMessage frames, int empty, bool correlated, ReplyStatus status, Payload reply)
    {
        try
        {
            // Before the request's body is freed: the reply may be made of its memory.
            int bodyFrames = frames.Count - empty - 1;
            status = Append(frames, correlated, status, reply);
            MessageFrames.Remove(frames, empty + 1, bodyFrames);

            SetStatus(frames, empty, correlated, status);
            if (TrySendOrRefuse(frames, empty, correlated, out bool isClientGone))
            {
                return;
            }

            CountNotSent(isClientGone);
        }
        catch (Exception exception)
        {
            // The server is ending.
            Logger.ReplyNotSent(exception.Message);
            reply.Dispose();
        }

        CountDropped();
        frames.Dispose();
    }

    /// <summary>Counts and logs, by its cause, a reply that libzmq did not take; the caller counts it as dropped.</summary>
    private void CountNotSent(bool isClientGone)
    {
        if (isClientGone)
        {
            CountUnreachable();
            Logger.ReplyNotSent("the client has disconnected");
        }
        else if (_queueFullLog.TryLog(CountQueueFull(), out long count))
        {
            Logger.RepliesDropped(Name, count);
        }
    }

    // A reply with disposed frames is a failure of the handler.
    private ReplyStatus Append(MultipartMessage frames, bool correlated, ReplyStatus status, Payload reply)
    {
        try
        {
            reply.AppendTo(frames);
            return status;
        }
        catch (ObjectDisposedException exception)
        {
            reply.Dispose();
            (status, reply) = DescribeFailure(exception, correlated);
            reply.AppendTo(frames);
            return status;
        }
    }

    // An answer that the client would not take becomes a failure that it will.
    private bool TrySendOrRefuse(MultipartMessage frames, int empty, bool correlated, out bool isClientGone)
    {
        try
        {
            return Socket.TrySend(frames, out isClientGone);
        }
        catch (MessageTooLargeException excess)
        {
            CountFailed(excess);
            while (frames.Count > empty + 1)
            {
                frames.Take(frames.Count - 1).Dispose();
            }

            Payload text = correlated ? $"the reply is too large: {excess.Message}" : _options.ForeignErrorBody;
            text.AppendTo(frames);
            SetStatus(frames, empty, correlated, ReplyStatus.HandlerFailed);
            return Socket.TrySend(frames, out isClientGone);
        }
    }

    private static void SetStatus(MultipartMessage frames, int empty, bool correlated, ReplyStatus status)
    {
        if (correlated && Correlation.Status(frames[empty - 1].Span) != status)
        {
            using Frame request = frames.Take(empty - 1);
            frames.Insert(empty - 1, Correlation.WithStatus(request.Span, status));
        }
    }
}
