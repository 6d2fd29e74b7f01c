using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors.Remote;

/// <summary>Asks that a broker of a cluster sends back to their sender, with all that the sender needs to send them again: so the sender keeps no copy of each ask.</summary>
internal static class PlacedAsk
{
    /// <summary>Makes the answer that sends an ask back, from its frames.</summary>
    /// <param name="frames">The message.</param>
    /// <param name="empty">The index of its empty frame.</param>
    /// <param name="text">The reason.</param>
    public static void Return(MultipartMessage frames, int empty, string text)
    {
        PeerEnvelope.SetStatus(frames, empty, PlacementStatus.Moved);
        frames.Insert(empty + 1, Frame.FromText(PeerFailure.Cut(text)));
    }

    /// <summary>Sends an ask again that was sent back.</summary>
    /// <param name="reply">The answer, which is taken over.</param>
    /// <param name="header">The index of the address frame.</param>
    /// <param name="call">The ask.</param>
    /// <param name="placed">The reference.</param>
    [SuppressMessage("Design", "CA1031", Justification = "The serializer is code of users, and may throw anything.")]
    public static void SendAgain(MultipartMessage reply, int header, in RemoteCall call, IPlacedRef placed)
    {
        object message;
        try
        {
            PeerHeader? sent = PeerHeader.Parse(reply[header].Span);
            string type = sent?.Type ?? string.Empty;
            message = sent is null ? throw new ActorSerializationException("the message that was sent back cannot be read.", call.To.Address)
                : sent.IsCall ? ReceivedCall.Read(reply, header + 1, type, call.To.Serializer)
                : type.Length > 0 ? ActorPayload.ReadNamed(reply, header + 1, type, call.To.Serializer, call.To.Address)
                : TakeRaw(reply, header + 1);
        }
        catch (Exception exception)
        {
            reply.Dispose();
            _ = call.Target!.TryFail(
                exception as ActorSerializationException
                ?? new ActorSerializationException("the message that was sent back cannot be read.", call.To.Address, exception),
                call.Token);
            return;
        }

        reply.Dispose();
        try
        {
            placed.AskAgain(message, call.Target!, call.Token, call.To.Fence);
        }
        catch (Exception exception)
        {
            // The loop that reads the answers of this connection goes on, whatever the sending to the new owner throws.
            DeadLetterFeed.Release(message);
            _ = call.Target!.TryFail(exception, call.Token);
        }
    }

    /// <summary>Takes the frames of a payload without a type.</summary>
    public static object TakeRaw(MultipartMessage frames, int body)
    {
        if (frames.Count <= body + 1)
        {
            return frames.Count > body ? frames.Take(body) : Frame.Empty();
        }

        MultipartMessage message = MultipartMessage.Create();
        MessageFrames.MoveTail(frames, body, message);
        return message;
    }
}
