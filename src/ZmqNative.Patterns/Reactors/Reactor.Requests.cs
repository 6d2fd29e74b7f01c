namespace ZmqNative.Patterns;

/// <content>Requests of other threads to the reactor's thread: to begin and to stop polling a socket.</content>
public sealed partial class Reactor
{
    private enum RequestKind
    {
        Add,
        Remove,
        Watch,
        Replace,
    }

    /// <summary>Starts to poll a socket.</summary>
    internal void Add(AsyncSocket socket)
    {
        lock (_gate)
        {
            if (_ended is not null || _stopping)
            {
                throw Disposed();
            }

            _requests.Add(new Request(RequestKind.Add, socket, null));
        }

        Wake();
    }

    /// <summary>Stops polling a socket; completes when its descriptor is out of the poll set.</summary>
    internal Task RemoveAsync(AsyncSocket socket) => RequestAsync(RequestKind.Remove, socket);

    /// <summary>Polls the new descriptor of a socket; completes when the old one is out of the poll set.</summary>
    internal Task ReplaceAsync(AsyncSocket socket) => RequestAsync(RequestKind.Replace, socket);

    private Task RequestAsync(RequestKind kind, AsyncSocket socket)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_ended is not null)
            {
                return Task.CompletedTask;
            }

            _requests.Add(new Request(kind, socket, done));
        }

        Wake();
        return done.Task;
    }

    /// <summary>
    /// Polls a socket again whose descriptor was left out of the poll: an operation waits now, or the exclusive use has ended in which the
    /// reactor found the socket.
    /// </summary>
    internal void Watch(AsyncSocket socket)
    {
        lock (_gate)
        {
            if (_ended is not null)
            {
                return;
            }

            _requests.Add(new Request(RequestKind.Watch, socket, null));
        }

        Wake();
    }

    private void Wake()
    {
        // Closes the race of a request against the reactor going to sleep: the request is in the list before the flag is
        // set, and the reactor clears the flag before it reads the list. So either it sees the request, or a message wakes it.
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            lock (_gate)
            {
                if (_ended is null)
                {
                    _ = _wakeSender.TrySend(ReadOnlySpan<byte>.Empty);
                }
            }
        }
    }

    // False when the reactor is to stop.
    private bool TakeRequests(ReactorLoop loop)
    {
        // Before the list is read; see Wake.
        Interlocked.Exchange(ref _wakePending, 0);
        bool stopping;
        lock (_gate)
        {
            stopping = _stopping;
            (_taken, _requests) = (_requests, _taken);
        }

        int taken = 0;
        try
        {
            for (; taken < _taken.Count; taken++)
            {
                Take(_taken[taken], loop);
            }
        }
        catch
        {
            // Requests that were not taken end with the reactor.
            lock (_gate)
            {
                _requests.InsertRange(0, _taken[taken..]);
            }

            throw;
        }

        _taken.Clear();
        return !stopping;
    }

    private static void Take(Request request, ReactorLoop loop)
    {
        AsyncSocket socket = request.Socket;
        if (request.Kind == RequestKind.Add)
        {
            // First: if it cannot be polled it fails with the others.
            _ = loop.Sockets.Add(socket);
            socket.Registration = loop.Poller.Add(socket.FileDescriptor, PollEvents.In, socket);
        }
        else if (request.Kind == RequestKind.Watch)
        {
            UnpolledSockets.Poll(socket);

            // It may have been passed over when it was to be looked at: its signal is consumed then, and nothing else would look.
            loop.LookAt(socket);
        }
        else if (socket.Registration is { } registration)
        {
            _ = loop.Poller.Remove(registration);
            socket.Registration = null;
            if (request.Kind == RequestKind.Replace)
            {
                socket.Registration = loop.Poller.Add(socket.FileDescriptor, PollEvents.In, socket);
            }
            else
            {
                _ = loop.Sockets.Remove(socket);
            }
        }

        request.Done?.TrySetResult();
    }

    private readonly record struct Request(RequestKind Kind, AsyncSocket Socket, TaskCompletionSource? Done);
}
