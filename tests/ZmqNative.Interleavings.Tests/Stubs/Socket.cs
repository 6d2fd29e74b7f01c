namespace ZmqNative;

/// <summary>
/// Stands in for the raw socket: a PAIR whose peer is a thread of the scenario. The descriptor behaves as in libzmq: each receive
/// that finds nothing, each read of the events and some sends process the commands, and so clear the signal.
/// </summary>
public sealed class Socket : IDisposable
{
    private readonly Pipe.Mailbox _mailbox = new();
    private readonly Pipe _in;
    private readonly Pipe _out;
    private bool _canRead;
    private bool _canWrite = true;
    private bool _contextEnded;
    private int _inside;

    internal Socket(int highWatermark)
    {
        _in = new Pipe(highWatermark) { Reader = _mailbox };
        _out = new Pipe(highWatermark) { Writer = _mailbox };
    }

    public SocketType Type => SocketType.Pair;

    public Context Context { get; } = new();

    public string LastEndpoint => "inproc://a";

    public bool IsClosed { get; private set; }

    public long TornMessages => 0;

    public bool SkipsTornMessages { get; set; }

    public bool IsThreadSafe => false;

    public bool XPubNoDrop { get; set; }

    public bool XPubOnlyLast { get; set; }

    public nint FileDescriptor => 1;

    internal Guarded Guard { get; } = new();

    /// <summary>Whether the descriptor is readable.</summary>
    internal bool IsSignalled => _mailbox.IsSignalled;

    internal int Unread => _in.Count;

    internal int Unsent => _out.Count;

    public PollEvents Events
    {
        get
        {
            using Use use = new(this);
            Process();
            return (_canRead && _in.CheckRead() ? PollEvents.In : PollEvents.None)
                | (_canWrite && _out.CheckWrite() ? PollEvents.Out : PollEvents.None);
        }
    }

    /// <summary>Sends as the peer; waits while there is no room.</summary>
    internal void PeerSends(int message)
    {
        Schedule.BlockUntil(() => _in.HasSpace);
        _ = _in.TryWrite(message);
    }

    /// <summary>Receives as the peer; waits while there is no message.</summary>
    internal int PeerReceives()
    {
        Schedule.BlockUntil(() => _out.Count > 0);
        _ = _out.TryRead(out int message);
        return message;
    }

    internal void EndContext()
    {
        Schedule.Step();
        _mailbox.Post(Pipe.Command.End);
    }

    public bool TrySend(MultipartMessage message)
    {
        using Use use = new(this);
        if (Schedule.Choose())
        {
            // libzmq processes commands only if it has not done so for a while.
            Process();
        }

        ThrowIfEnded();
        if (!_canWrite || !_out.TryWrite(message.Number))
        {
            _canWrite = false;
            return false;
        }

        return true;
    }

    internal bool TrySend(MultipartMessage message, out bool isPeerGone)
    {
        isPeerGone = false;
        return TrySend(message);
    }

    public bool TrySend(ReadOnlySpan<byte> bytes) => TrySend(MultipartMessage.Of(bytes[0]));

    public bool TryReceiveMessage(out MultipartMessage message)
    {
        using Use use = new(this);
        message = default;
        ThrowIfEnded();
        if (TryRead(out int number))
        {
            message = MultipartMessage.Of(number);
            return true;
        }

        Process();
        bool received = TryRead(out number);
        message = received ? MultipartMessage.Of(number) : default;
        return received;
    }

    public bool TryReceiveMessageInto(MultipartMessage message) => TryReceiveMessage(out _);

    internal int TryReceiveMessages(Span<MultipartMessage> buffer)
    {
        int count = 0;
        try
        {
            while (count < buffer.Length && TryReceiveMessage(out buffer[count]))
            {
                count++;
            }
        }
        catch (ContextTerminatedException) when (count > 0)
        {
            // The next receive fails.
        }

        return count;
    }

    public void Bind(string endpoint)
    {
    }

    public void Connect(string endpoint)
    {
    }

    public void Disconnect(string endpoint)
    {
    }

    internal void BeginUnbind(string endpoint)
    {
    }

    public SocketMonitor Monitor(SocketEvents events) => new();

    public void Dispose()
    {
        using Use use = new(this);
        IsClosed = true;
    }

    private bool TryRead(out int number)
    {
        number = 0;
        if (_canRead && _in.TryRead(out number))
        {
            return true;
        }

        _canRead = false;
        return false;
    }

    private void Process()
    {
        Schedule.Step();
        while (_mailbox.TryTake(out Pipe.Command command))
        {
            _canRead |= command == Pipe.Command.Read;
            _canWrite |= command == Pipe.Command.Write;
            _contextEnded |= command == Pipe.Command.End;
        }

        ThrowIfEnded();
    }

    private void ThrowIfEnded()
    {
        if (_contextEnded)
        {
            throw new ContextTerminatedException();
        }
    }

    // Two threads in calls at the same time would corrupt libzmq.
    private readonly struct Use : IDisposable
    {
        private readonly Socket _socket;

        public Use(Socket socket)
        {
            _socket = socket;
            Schedule.Step();
            if (++socket._inside > 1 || socket.IsClosed)
            {
                throw new InvalidOperationException(socket.IsClosed ? "The socket was used after its end." : "Two threads use the socket.");
            }

            Schedule.Step();
        }

        public void Dispose() => _socket._inside--;
    }

    /// <summary>Stands in for the handle.</summary>
    internal sealed class Guarded
    {
        public bool ClosesItself { get; set; }

        public ListenerSet Listeners { get; } = new();
    }

    /// <summary>Stands in for the listeners.</summary>
    internal sealed class ListenerSet
    {
        public Task WaitUntilFreeAsync() => Task.CompletedTask;

        public void WaitUntilFree()
        {
        }
    }
}
