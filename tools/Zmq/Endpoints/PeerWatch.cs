using ZmqNative;
using ZmqNative.Patterns;

namespace ZmqTool.Endpoints;

/// <summary>Counts the peers of a socket by its monitor events, and notices a refusal.</summary>
/// <param name="isServer">Whether the socket binds: a refusal is then that of a peer, which does not concern the others.</param>
/// <param name="note">Writes a note.</param>
internal sealed class PeerWatch(bool isServer, Action<string> note)
{
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private readonly TaskCompletionSource<MultipartMessage> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private int _connected;

    /// <summary>The number of connections whose handshake has succeeded.</summary>
    public int Connected => Volatile.Read(ref _connected);

    /// <summary>Never completes, but fails when the peer of a connecting socket has refused its credentials.</summary>
    public Task<MultipartMessage> Refused => _refused.Task;

    /// <summary>Completes when so many peers are connected at once, and fails with a refusal.</summary>
    public Task WaitAsync(int count)
    {
        lock (_lock)
        {
            if (_connected >= count)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((count, reached));
            return Task.WhenAny(reached.Task, _refused.Task).Unwrap();
        }
    }

    /// <summary>Applies the events until the monitor ends.</summary>
    public async Task WatchAsync(AsyncSocketMonitor monitor)
    {
        try
        {
            await foreach (SocketEvent socketEvent in monitor.ReadAllAsync())
            {
                Apply(socketEvent);
            }
        }
        catch (ObjectDisposedException)
        {
            // The monitor ends with the socket.
        }
    }

    private void Apply(SocketEvent socketEvent)
    {
        switch (socketEvent.Kind)
        {
            case SocketEvents.HandshakeSucceeded:
                Add(NameOf(socketEvent));
                break;
            case SocketEvents.Disconnected:
                Remove(NameOf(socketEvent));
                break;
            case SocketEvents.HandshakeFailedAuthentication when isServer:
                string peer = socketEvent.RemoteEndpoint.Length > 0 ? $" {socketEvent.RemoteEndpoint}" : string.Empty;
                note($"refused the credentials of a peer{peer} (status {socketEvent.AuthenticationStatus})");
                break;
            case SocketEvents.HandshakeFailedAuthentication:
                _ = _refused.TrySetException(ToolException.Refused(
                    $"{socketEvent.Endpoint} refused the credentials (status {socketEvent.AuthenticationStatus}). "
                    + "'zmq probe' tells the mechanism of the server."));
                break;
        }
    }

    // A draft monitor gives both addresses. Else connections are only counted.
    private static string NameOf(SocketEvent socketEvent) => $"{socketEvent.Endpoint} {socketEvent.RemoteEndpoint}";

    private void Add(string name)
    {
        lock (_lock)
        {
            _ = _named.Add(name);
            _connected++;
            foreach ((int count, TaskCompletionSource reached) in _waits)
            {
                if (_connected >= count)
                {
                    _ = reached.TrySetResult();
                }
            }

            _ = _waits.RemoveAll(static wait => wait.Reached.Task.IsCompleted);
        }
    }

    // A connection whose handshake failed ends with the same event; its name was not added.
    private void Remove(string name)
    {
        lock (_lock)
        {
            if (_named.Remove(name) && _connected > 0)
            {
                _connected--;
            }
        }
    }
}
