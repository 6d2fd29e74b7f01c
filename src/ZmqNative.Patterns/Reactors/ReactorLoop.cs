namespace ZmqNative.Patterns;

/// <summary>The loop of a reactor: polls, serves the sockets that are ready, and runs the work that this causes.</summary>
/// <remarks>
/// Its state is in fields, because another thread continues the loop where the last one has left it, which is always inside an item:
/// after all sockets of the round were served.
/// </remarks>
internal sealed class ReactorLoop : IDisposable
{
    // Between two polls, so that the sockets that became ready meanwhile do not wait for long.
    private const int ItemsPerRound = 256;

    // The rounds between two polls, the others of which only look at sockets that items have used.
    private const int RoundsPerPoll = 4;

    // The same limit as a time, for items that compute: as long as a take-over takes. The clock is a coarse one, and quick to read.
    private const int MillisecondsPerPoll = 5;

    // With more descriptors a poll costs more than the switch of threads that it saves.
    private const int MostPolledBySpinning = 64;

    private readonly Socket _wakeReceiver;
    private readonly RunQueue _queue;
    private readonly Poller _poller = new();
    private readonly PollRegistration _wake;
    private readonly UnpolledSockets _unpolled = new();
    private readonly List<AsyncSocket> _ready = [];
    private readonly List<AsyncSocket> _unfinished = [];
    private List<AsyncSocket> _lookLater = [];
    private int _turn;
    private int _spins;
    private int _spinsLeft;

    // Whether items have run since the thread last slept.
    private bool _ranItems;

    public ReactorLoop(Socket wakeReceiver, RunQueue queue)
    {
        _wakeReceiver = wakeReceiver;
        _queue = queue;
        _wake = _poller.Add(wakeReceiver, PollEvents.In);
    }

    /// <summary>The sockets of the reactor.</summary>
    public HashSet<AsyncSocket> Sockets { get; } = [];

    public Poller Poller => _poller;

    /// <summary>Runs the loop.</summary>
    /// <param name="thread">The current thread, which drives.</param>
    /// <param name="takeRequests">Takes the requests of other threads; returns false to stop.</param>
    /// <returns>False if another thread drives now; true if the loop is over.</returns>
    public bool Run(ReactorThread thread, Func<ReactorLoop, bool> takeRequests)
    {
        while (true)
        {
            if (Poll() && !takeRequests(this))
            {
                return true;
            }

            // Items beyond the number of a round go first.
            if (_ready.Count == 0 && _spinsLeft > 0 && !_queue.HasWork)
            {
                _spinsLeft--;
                _ = Thread.Yield();
                continue;
            }

            // What the items have used is looked at before the poll, which is a system call.
            int ran;
            int round = 0;
            long until = Environment.TickCount64 + MillisecondsPerPoll;
            do
            {
                Serve(thread);
                if (!thread.RunItems(ItemsPerRound, until, out ran))
                {
                    return false;
                }

                if (ran > 0)
                {
                    _ranItems = true;
                    _spinsLeft = Sockets.Count <= MostPolledBySpinning ? _spins : 0;
                }
            }
            while (ran > 0 && TakeLookLater() && ++round < RoundsPerPoll && Environment.TickCount64 < until);
        }
    }

    /// <summary>Has a socket served in the round that begins, whether or not its descriptor signals.</summary>
    public void LookAt(AsyncSocket socket)
    {
        if (!_ready.Contains(socket))
        {
            _ready.Add(socket);
        }
    }

    public void Dispose() => _poller.Dispose();

    // Begins with another socket each turn, so that none is always last.
    private void Serve(ReactorThread thread)
    {
        _turn++;
        for (int i = 0; i < _ready.Count; i++)
        {
            AsyncSocket socket = _ready[(int)((uint)(_turn + i) % _ready.Count)];
            thread.Serves(socket);
            switch (socket.Serve())
            {
                case ServeResult.More:
                    _unfinished.Add(socket);
                    break;
                case ServeResult.StopPolling when socket.Registration is not null:
                    _unpolled.Add(socket);
                    break;
            }

            _spins = i == 0 ? socket.SpinsAfterServe : Math.Max(_spins, socket.SpinsAfterServe);
        }

        _ready.Clear();
    }

    // Waits until sockets are ready, and lists them. Returns true if there may be requests of other threads.
    private bool Poll()
    {
        bool busy = _ready.Count > 0 || _unfinished.Count > 0 || _spinsLeft > 0 || _queue.HasWork;
        if (!busy && _ranItems)
        {
            _ranItems = false;
            ReactorThread.Restore();
        }

        _ = _poller.Poll(busy ? TimeSpan.Zero : _unpolled.TimeLeft);
        _unpolled.PollExpired();
        _ready.AddRange(_unfinished);
        _unfinished.Clear();
        _ = TakeLookLater();
        int before = _ready.Count;
        foreach (PollRegistration registration in _poller.Ready)
        {
            if (registration.Tag is AsyncSocket socket && _ready.IndexOf(socket, 0, before) < 0)
            {
                _ready.Add(socket);
            }
        }

        if (_wake.Ready == PollEvents.None)
        {
            return false;
        }

        while (_wakeReceiver.TryReceive(Span<byte>.Empty, out _))
        {
        }

        return true;
    }

    // Adds the sockets that items have used to those that are ready. Returns false if none is ready.
    private bool TakeLookLater()
    {
        _queue.TakeLookLater(ref _lookLater);
        foreach (AsyncSocket socket in _lookLater)
        {
            LookAt(socket);
        }

        _lookLater.Clear();
        return _ready.Count > 0;
    }
}
