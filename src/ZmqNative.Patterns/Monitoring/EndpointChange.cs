namespace ZmqNative.Patterns;

/// <summary>Changes the endpoints of a socket at a moment when it has no messages to receive.</summary>
/// <remarks>
/// A disconnect discards the messages of the session that were received and not read, and a libzmq without corrections
/// aborts if these include the rest of a message whose first frame a poll has taken.
/// </remarks>
internal static class EndpointChange
{
    // The number of times that a change is delayed because there are messages to receive, with a libzmq that can end their session safely.
    private const int MaxPostponements = 100;

    private static readonly TimeSpan Postponement = TimeSpan.FromMilliseconds(20);

    /// <summary>Makes the change under the lock of the socket.</summary>
    /// <exception cref="OperationCanceledException">The change was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket is disposed.</exception>
    public static async Task RunAsync(AsyncSocket socket, TimeProvider timeProvider, Action<Socket> change, CancellationToken cancellationToken)
    {
        for (int i = 0; !TryRun(socket, change, force: i >= MaxPostponements && Zmq.IsCorrected); i++)
        {
            await Task.Delay(Postponement, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool TryRun(AsyncSocket socket, Action<Socket> change, bool force)
    {
        bool done = false;
        socket.Configure(raw =>
        {
            done = force || (raw.Events & PollEvents.In) == 0;
            if (done)
            {
                change(raw);
            }
        });
        return done;
    }
}
