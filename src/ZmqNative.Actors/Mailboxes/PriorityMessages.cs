using System.Runtime.InteropServices;

namespace ZmqNative.Actors;

/// <summary>The messages that an actor handles before those in its mailbox: notifications, such as ticks of timers, and unstashed messages.</summary>
/// <remarks>
/// <para>
/// They do not block the mailbox. The order is: one notification, all unstashed messages, one message of the mailbox, and again. So a timer
/// whose handler takes longer than its period gets every second handling.
/// </para>
/// <para>
/// Unstashed messages are handled to the last before the mailbox, or their order would be lost. They come to an end unless a handler
/// stashes and unstashes the same ones again and again: so each unstashing without progress lets the mailbox have one message first.
/// Progress is a message of the mailbox, or an unstashed one that was not stashed again.
/// </para>
/// </remarks>
internal sealed class PriorityMessages
{
    // Longer lists give their memory back when they are empty: a burst is rare.
    private const int KeptCapacity = 64;

    private readonly Queue<Envelope> _notifications = new();

    // The next message is on top.
    private readonly Stack<Envelope> _unstashed = new();

    // The next message is one of the mailbox, if it has any.
    private bool _mailboxIsNext;

    // The next notification waits for a message of the mailbox.
    private bool _hasNotified;

    // Whether there was progress since the last unstashing, and whether the message that was taken last makes some.
    private bool _hasProgressed = true;
    private bool _isUnstashed;

    public int Count => _notifications.Count + _unstashed.Count;

    /// <summary>Adds a notification, in the order of arrival.</summary>
    public void Add(in Envelope notification) => _notifications.Enqueue(notification);

    /// <summary>Adds messages that were stashed, before those that are still to be handled: they are older.</summary>
    public void Unstash(List<Envelope> stashed)
    {
        NoteProgress();
        _mailboxIsNext |= !_hasProgressed;
        _hasProgressed = false;
        ReadOnlySpan<Envelope> messages = CollectionsMarshal.AsSpan(stashed);
        for (int i = messages.Length - 1; i >= 0; i--)
        {
            _unstashed.Push(messages[i]);
        }
    }

    /// <summary>Notes that the message that was taken last is stashed, and so was not handled.</summary>
    public void NoteStashed() => _isUnstashed = false;

    /// <summary>Takes the next message; false if it is the mailbox's turn.</summary>
    public bool TryTake(out Envelope envelope)
    {
        NoteProgress();
        if (!_mailboxIsNext)
        {
            if (!_hasNotified && _notifications.TryDequeue(out envelope))
            {
                _hasNotified = true;
                Trim();
                return true;
            }

            if (_unstashed.TryPop(out envelope))
            {
                _isUnstashed = true;
                Trim();
                return true;
            }
        }

        envelope = default;
        return false;
    }

    /// <summary>Ends the turn of the mailbox.</summary>
    /// <param name="handled">Whether it had a message.</param>
    public void EndMailboxTurn(bool handled)
    {
        _mailboxIsNext = false;
        _hasNotified = false;
        _hasProgressed |= handled;
    }

    /// <summary>Takes any message, after the actor has ended.</summary>
    public bool TryDrop(out Envelope envelope) => _notifications.TryDequeue(out envelope) || _unstashed.TryPop(out envelope);

    private void NoteProgress()
    {
        _hasProgressed |= _isUnstashed;
        _isUnstashed = false;
    }

    private void Trim()
    {
        if (_unstashed.Count == 0 && _unstashed.Capacity > KeptCapacity)
        {
            _unstashed.TrimExcess();
        }

        if (_notifications.Count == 0 && _notifications.Capacity > KeptCapacity)
        {
            _notifications.TrimExcess();
        }
    }
}
