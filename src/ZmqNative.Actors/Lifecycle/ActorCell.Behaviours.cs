namespace ZmqNative.Actors;

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

    public void CheckStash(int limit)
    {
        if (_extras?.Stash is { } stash && stash.Count >= limit)
        {
            throw new MailboxFullException(_address, limit);
        }
    }

    public void Stash(in Envelope envelope) => (Extras.Stash ??= new Queue<Envelope>()).Enqueue(envelope);

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
        if (_extras is not { Stash: { } stash } extras)
        {
            return;
        }

        while (stash.TryDequeue(out Envelope envelope))
        {
            extras.Front.Enqueue(envelope);
        }
    }
}
