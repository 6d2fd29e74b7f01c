namespace ZmqNative;

/// <summary>One direction of a connection, as in libzmq: messages, and commands in the mailboxes of both ends that report them.</summary>
internal sealed class Pipe(int highWatermark)
{
    private readonly Queue<int> _messages = [];
    private bool _readerSleeps = true;
    private bool _writerSleeps;
    private int _readSinceTold;

    public Mailbox? Reader { get; set; }

    public Mailbox? Writer { get; set; }

    public int Count => _messages.Count;

    public bool HasSpace => _messages.Count < highWatermark;

    /// <summary>Writes, and notifies a reader that found the pipe empty.</summary>
    public bool TryWrite(int message)
    {
        if (!HasSpace)
        {
            _writerSleeps = true;
            return false;
        }

        _messages.Enqueue(message);
        if (_readerSleeps)
        {
            _readerSleeps = false;
            Reader?.Post(Command.Read);
        }

        return true;
    }

    /// <summary>Returns whether there is a message; a reader that finds none is notified of the next.</summary>
    public bool CheckRead()
    {
        _readerSleeps = _messages.Count == 0;
        return !_readerSleeps;
    }

    public bool CheckWrite()
    {
        _writerSleeps |= !HasSpace;
        return HasSpace;
    }

    /// <summary>Reads, and notifies a writer that found the pipe full.</summary>
    public bool TryRead(out int message)
    {
        message = 0;
        if (!CheckRead())
        {
            return false;
        }

        message = _messages.Dequeue();
        if (++_readSinceTold >= (highWatermark + 1) / 2 && _writerSleeps)
        {
            _readSinceTold = 0;
            _writerSleeps = false;
            Writer?.Post(Command.Write);
        }

        return true;
    }

    /// <summary>The kinds of commands in the mailbox of a socket.</summary>
    public enum Command
    {
        Read,
        Write,
        End,
    }

    /// <summary>The commands for one socket. Its descriptor is signalled by the first command after all were processed.</summary>
    internal sealed class Mailbox
    {
        private readonly Queue<Command> _commands = [];

        public bool IsSignalled => _commands.Count > 0;

        public void Post(Command command) => _commands.Enqueue(command);

        public bool TryTake(out Command command) => _commands.TryDequeue(out command);
    }
}
