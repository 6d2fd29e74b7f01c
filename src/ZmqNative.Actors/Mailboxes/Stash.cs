namespace ZmqNative.Actors;

/// <summary>The messages that an actor has set aside for later.</summary>
internal sealed class Stash(ActorCell cell)
{
    // The memory of a longer list is released when it is empty: a burst is rare.
    private const int KeptCapacity = 64;

    private List<Envelope> _messages = [];

    public int Count => _messages.Count;

    /// <exception cref="MailboxFullException">As many are stashed as the mailbox may hold.</exception>
    public void Check()
    {
        if (_messages.Count >= cell.Options.Bound)
        {
            throw new MailboxFullException(cell.Address, cell.Options.Bound);
        }
    }

    public void Add(in Envelope envelope)
    {
        _messages.Add(envelope);
        cell.Parts!.Priority?.NoteStashed();
    }

    /// <summary>Requests that the stashed messages are handled after the current one.</summary>
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
        if (_messages.Count > 0)
        {
            cell.Parts!.EnsurePriority().Unstash(_messages);
            Clear();
        }
    }

    /// <summary>Takes all messages, after the actor has ended.</summary>
    public List<Envelope> TakeAll()
    {
        List<Envelope> messages = _messages;
        _messages = [];
        return messages;
    }

    private void Clear()
    {
        _messages.Clear();
        if (_messages.Capacity > KeptCapacity)
        {
            _messages = [];
        }
    }
}
