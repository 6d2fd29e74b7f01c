using System.Text;

namespace ZmqNative.Patterns;

/// <content>Reading the replies.</content>
public sealed partial class RequestClient
{
    private void Take(MultipartMessage reply)
    {
        if (!CheckLimits(reply))
        {
            return;
        }

        // The trace, if there was one, comes back in front of the correlation.
        int empty = reply.Count > 1 && reply[1].Length == 0 ? 1 : 2;
        if (reply.Count <= empty || reply[empty].Length != 0 || !Correlation.Is(reply[empty - 1].Span))
        {
            CountMalformed("a reply that does not begin with the request's correlation and an empty frame");
            reply.Dispose();
            return;
        }

        ReadOnlySpan<byte> correlation = reply[empty - 1].Span;
        ReplyStatus status = Correlation.Status(correlation);
        if (!_pending.TryTake(Correlation.RequestId(correlation), out PendingRequest<ReceivedMessage>? pending))
        {
            // It timed out, was cancelled, or was never ours.
            CountDropped();
            reply.Dispose();
            return;
        }

        if (status == ReplyStatus.Ok)
        {
            pending.Succeed(ReceivedMessage.OfBody(reply, empty + 1));
            return;
        }

        string text = reply.Count > empty + 1 ? Encoding.UTF8.GetString(reply[empty + 1].Span) : string.Empty;
        reply.Dispose();
        pending.Fail(new RequestFailedException(status, text));
    }
}
