namespace ZmqNative.Actors.Remote;

/// <content>Messages for actors of a cluster that another broker has.</content>
internal sealed partial class BrokerListener
{
    // A message of a broker of the cluster whose table is behind, or is ahead. An ask goes back to it, with its payload; a tell, which has no answer, is passed on.
    private void Redirect(MultipartMessage frames, int empty, bool correlated, PeerHeaderCache.Entry to)
    {
        string address = to.Header.Address;
        string text = $"'{address}' is not owned here under {to.Header.Fence}";
        if (!correlated || Correlation.RequestId(frames[empty - 1].Span) != 0)
        {
            if (!correlated || to.Header.Verb != PeerVerb.None)
            {
                Answer(frames, correlated, PlacementStatus.Moved, text);
                return;
            }

            PlacedAsk.Return(frames, empty, text);
            _ = TrySend(frames);
            return;
        }

        if (!TryReadBody(frames, empty, to.Header, out object message, out Exception? problem))
        {
            _broker.DeadLetters.Add(to.Header.Type, address, DeadLetterReason.Unreadable, problem);
        }
        else if (_broker.Placement is { } placement)
        {
            placement.Forward(address, message, to.Header.Fence);
        }
        else
        {
            // It was restarted, is reached at its former endpoint, and has not joined again.
            _broker.DeadLetters.Add(message, address, DeadLetterReason.NotFound);
        }

        frames.Dispose();
    }

    // A message of any other peer, such as a plain REQ: its answer comes back through this broker.
    private static void Forward(ActorRef elsewhere, object message, ReplyTarget? target, uint token)
    {
        if (target is not null)
        {
            elsewhere.PostAsk(message, target, token);
        }
        else
        {
            // What cannot be sent becomes a dead letter.
            elsewhere.PostAsk(message, IgnoredReply.Instance, 0);
        }
    }
}
