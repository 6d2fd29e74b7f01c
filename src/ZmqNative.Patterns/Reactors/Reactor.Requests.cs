namespace ZmqNative.Patterns;

/// <content>What other threads ask of the reactor's.</content>
public sealed partial class Reactor
{
    private enum RequestKind
    {
        Add,
        Remove,
        Watch,
        Replace,
    }

    // False when the reactor is to stop.
    private bool TakeRequests(ref List<Request> requests, Poller poller, HashSet<AsyncSocket> sockets)
    {
        bool stopping;
        lock (_gate)
        {
            stopping = _stopping;
            (requests, _requests) = (_requests, requests);
        }

        foreach (Request request in requests)
        {
            AsyncSocket socket = request.Socket;
            if (request.Kind == RequestKind.Add)
            {
                socket.Registration = poller.Add(socket.FileDescriptor, PollEvents.In, socket);
                _ = sockets.Add(socket);
            }
            else if (request.Kind == RequestKind.Watch)
            {
                MutedSockets.Poll(socket);
            }
            else if (socket.Registration is { } registration)
            {
                _ = poller.Remove(registration);
                bool replaced = request.Kind == RequestKind.Replace;
                socket.Registration = replaced ? poller.Add(socket.FileDescriptor, PollEvents.In, socket) : null;
                _ = replaced || sockets.Remove(socket);
            }

            request.Done?.TrySetResult();
        }

        requests.Clear();
        return !stopping;
    }

    private readonly record struct Request(RequestKind Kind, AsyncSocket Socket, TaskCompletionSource? Done);
}
