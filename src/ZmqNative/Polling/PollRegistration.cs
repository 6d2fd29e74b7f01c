namespace ZmqNative;

/// <summary>One socket or file descriptor in a <see cref="Poller"/>.</summary>
public sealed class PollRegistration
{
    private readonly Poller _poller;
    private PollEvents _events;

    internal PollRegistration(Poller poller, int index, Socket? socket, nint fileDescriptor, PollEvents events)
    {
        _poller = poller;
        Index = index;
        Socket = socket;
        FileDescriptor = fileDescriptor;
        _events = events;
    }

    /// <summary>The socket, or null for a file descriptor.</summary>
    public Socket? Socket { get; }

    /// <summary>The file descriptor; 0 for a socket.</summary>
    public nint FileDescriptor { get; }

    /// <summary>An object of the caller that comes back with the events of this entry.</summary>
    public object? Tag { get; set; }

    /// <summary>The events that the poller waits for; may be changed between polls.</summary>
    /// <exception cref="ObjectDisposedException">The poller is disposed.</exception>
    /// <exception cref="InvalidOperationException">It was removed from the poller.</exception>
    public PollEvents Events
    {
        get => _events;
        set
        {
            _poller.SetEvents(this, value);
            _events = value;
        }
    }

    /// <summary>The events that the last poll found; <see cref="PollEvents.None"/> before it, or when it timed out.</summary>
    public PollEvents Ready { get; internal set; }

    /// <summary>Whether the poller still has it.</summary>
    public bool IsRegistered => Index >= 0;

    /// <summary>The place in the poller's items; negative once removed.</summary>
    internal int Index { get; set; }
}
