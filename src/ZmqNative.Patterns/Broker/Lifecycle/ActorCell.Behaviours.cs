namespace ZmqNative.Patterns;

internal sealed partial class ActorCell
{
    public void Become(Func<object, ActorContext, ValueTask> receive)
    {
        ActorExtras extras = Extras;
        extras.Instance ??= _receiver;
        (extras.Behaviours ??= new Stack<Actor>()).Push(_receiver!);
        _receiver = new LambdaActor(receive);
    }

    public bool Unbecome()
    {
        if (_extras?.Behaviours is not { } behaviours || !behaviours.TryPop(out Actor? previous))
        {
            return false;
        }

        _receiver = previous;
        return true;
    }

    public void Stash(in Envelope envelope, int limit)
    {
        Queue<Envelope> stash = Extras.Stash ??= new Queue<Envelope>();
        if (stash.Count >= limit)
        {
            throw new MailboxFullException(_address, limit);
        }

        stash.Enqueue(envelope);
    }

    // By a signal, which makes the running turn look at what goes before the mailbox.
    public void RequestUnstash()
    {
        if (_extras?.Stash is { Count: > 0 })
        {
            Send(new Signal(SignalKind.Unstash));
        }
    }

    private void Unstash()
    {
        ActorExtras extras = _extras!;
        while (extras.Stash!.TryDequeue(out Envelope envelope))
        {
            extras.Front.Enqueue(envelope);
        }
    }
}
