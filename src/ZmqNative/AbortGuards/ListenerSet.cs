namespace ZmqNative;

/// <summary>The listeners of a socket, apart from <c>inproc://</c>: those that are open, and those that libzmq may have yet to close.</summary>
internal sealed class ListenerSet
{
    /// <summary>The longest wait for a listener to close: far longer than it takes, unless another socket was bound there meanwhile.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    // Guards both lists: the socket may be closed by any thread.
    private readonly Lock _gate = new();
    private readonly List<Listener> _open = [];
    private readonly List<Listener> _ended = [];

    /// <summary>Notes an address that libzmq has bound.</summary>
    public void Add(Listener listener)
    {
        lock (_gate)
        {
            _open.Add(listener);
        }
    }

    /// <summary>Whether libzmq knows an endpoint by this very text.</summary>
    public bool Has(string endpoint)
    {
        lock (_gate)
        {
            return _open.Exists(listener => listener.Endpoint == endpoint);
        }
    }

    /// <summary>Notes that libzmq was told to unbind, and removes the file.</summary>
    /// <param name="endpoint">The endpoint that libzmq was given.</param>
    /// <param name="exactly">Whether libzmq knew it by this very text, and so did not look for its port.</param>
    public void End(string endpoint, bool exactly)
    {
        lock (_gate)
        {
            int index = _open.FindIndex(listener => listener.Endpoint == endpoint);
            index = index >= 0 || exactly ? index : _open.FindIndex(listener => listener.Matches(endpoint));
            if (index >= 0)
            {
                EndInsideLock(_open[index]);
                _open.RemoveAt(index);
            }
        }
    }

    /// <summary>Notes that the socket was closed, and removes the files.</summary>
    public void EndAll()
    {
        lock (_gate)
        {
            _open.ForEach(EndInsideLock);
            _open.Clear();
        }
    }

    /// <summary>Waits until libzmq has closed what was ended, at most for <see cref="LongestWait"/>.</summary>
    public void WaitUntilFree()
    {
        Listener[] ended = Ended();
        if (!AreFree(ended))
        {
            _ = SpinWait.SpinUntil(() => AreFree(ended), LongestWait);
        }

        Forget(ended);
    }

    /// <inheritdoc cref="WaitUntilFree"/>
    public async Task WaitUntilFreeAsync()
    {
        Listener[] ended = Ended();
        Deadline deadline = new(LongestWait);
        while (!AreFree(ended) && deadline.MillisecondsLeft > 0)
        {
            await Task.Delay(Pause).ConfigureAwait(false);
        }

        Forget(ended);
    }

    private static bool AreFree(Listener[] listeners) => Array.TrueForAll(listeners, static listener => listener.IsFree());

    private void EndInsideLock(Listener listener)
    {
        listener.RemoveFile();
        _ended.Add(listener);
    }

    private Listener[] Ended()
    {
        lock (_gate)
        {
            return [.. _ended];
        }
    }

    // After the wait: another thread that waits meanwhile must find them, too.
    private void Forget(Listener[] ended)
    {
        lock (_gate)
        {
            _ = _ended.RemoveAll(listener => Array.IndexOf(ended, listener) >= 0);
        }
    }
}
