namespace ZmqNative.Actors;

/// <summary>Messages that an actor has put aside for later.</summary>
internal sealed class Stash(ActorCell cell)
{
    private readonly Queue<Envelope> _messages = new();

    public int Count => _messages.Count;

    /// <exception cref="MailboxFullException">As many are stashed as the mailbox may hold.</exception>
    public void Check()
    {
        if (_messages.Count >= cell.Options.Bound)
        {
            throw new MailboxFullException(cell.Address, cell.Options.Bound);
        }
    }

    public void Add(in Envelope envelope) => _messages.Enqueue(envelope);

    public bool TryTake(out Envelope envelope) => _messages.TryDequeue(out envelope);

    /// <summary>Has what was stashed handled after the current message.</summary>
    /// <remarks>By a system message, which makes the running turn look at what goes before the mailbox.</remarks>
    public void RequestUnstash()
    {
        if (_messages.Count > 0)
        {
            cell.Send(new SystemMessage(SystemMessageKind.Unstash));
        }
    }

    public void Unstash()
    {
        PriorityMessages priority = cell.EnsureParts().EnsurePriority();
        while (_messages.TryDequeue(out Envelope envelope))
        {
            priority.Add(envelope);
        }
    }
}
