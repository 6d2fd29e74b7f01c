namespace ZmqNative.Actors.Remote;

/// <summary>An ask, stream or watch in flight to another process: where its answers go.</summary>
/// <param name="To">Who was asked.</param>
/// <param name="Target">Who asked; null for a watch.</param>
/// <param name="Token">Which use of the target.</param>
/// <param name="Stream">Set if there are several answers.</param>
/// <param name="Watcher">Set if it is a watch.</param>
internal readonly record struct RemoteCall(
    RemoteRef To, ReplyTarget? Target, uint Token, RemoteStream? Stream = null, ActorCell? Watcher = null)
{
    /// <summary>Whether somebody still waits.</summary>
    public bool IsPending => Watcher is not null || Stream is not null || Target!.IsPending(Token);

    /// <summary>There will be no answer.</summary>
    public void Fail(Exception exception)
    {
        if (Watcher is not null)
        {
            Watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = To, Cause = exception });
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

    /// <summary>The last answer, which is taken over.</summary>
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

        string text = reply.Count > body ? reply[body].ToString() : string.Empty;
        reply.Dispose();
        if (status == PeerStatus.Stopped && Watcher is not null)
        {
            Watcher.Send(new SystemMessage(SystemMessageKind.Terminated) { Actor = To });
        }
        else if (status == PeerStatus.End && Stream is not null)
        {
            Stream.End(null);
        }
        else
        {
            Fail(PeerFailure.Read(status, text, To.Address));
        }
    }
}
