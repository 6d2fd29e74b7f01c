namespace ZmqNative.Actors.Remote;

/// <summary>An ask, stream or watch in flight to another process, with the target of its answers.</summary>
/// <param name="To">The actor that was asked.</param>
/// <param name="Target">The target of the answer; null for a watch.</param>
/// <param name="Token">The number of the use of the target.</param>
/// <param name="Stream">The stream; null for a single answer or a watch.</param>
/// <param name="Watcher">The actor that watches; null if it is no watch.</param>
internal readonly record struct RemoteCall(
    RemoteRef To, ReplyTarget? Target, uint Token, RemoteStream? Stream = null, ActorCell? Watcher = null)
{
    /// <summary>Whether the answer is still waited for.</summary>
    public bool IsPending => Watcher is not null || Stream is not null || Target!.IsPending(Token);

    /// <summary>Ends the call with a failure.</summary>
    public void Fail(Exception exception)
    {
        if (Watcher is not null)
        {
            Watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = To.Named, Cause = exception });
        }
        else if (Stream is not null)
        {
            Stream.End(exception);
        }
        else
        {
            _ = Target!.TryFail(exception, Token);
        }
    }

    /// <summary>Ends the call with its last answer, which is taken over.</summary>
    public void Complete(ReplyStatus status, MultipartMessage reply, int body)
    {
        if (status == ReplyStatus.Ok && Watcher is null)
        {
            if (Stream is null)
            {
                _ = Target!.TryReplyFrames(reply, body, To, Token);
            }
            else
            {
                Stream.Add(reply, isLast: true);
            }

            return;
        }

        if (status == PlacementStatus.Moved && Stream is null && Target is not null && To.Placed is { } placed && reply.Count > body + 1)
        {
            if (Target.GetTimeLeft(Token) is var left && left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan)
            {
                // Its time has passed: the deadline ends it.
                reply.Dispose();
                return;
            }

            PlacedAsk.SendAgain(reply, body + 1, this, placed);
            return;
        }

        string text = reply.Count > body ? PeerFailure.Cut(reply[body].ToString()) : string.Empty;
        reply.Dispose();
        if (status == StreamStatus.Stopped && Watcher is not null)
        {
            Watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = To.Named });
        }
        else if (status == StreamStatus.End && Stream is not null)
        {
            Stream.End(null);
        }
        else
        {
            Fail(PeerFailure.Read(status, text, To.Address));
        }
    }
}
