namespace ZmqNative.Patterns;

/// <summary>An operation that waits for its socket: a member of one <see cref="OperationQueue"/> until it is served or cancelled.</summary>
/// <remarks>
/// The thread that takes it out of its queue, under the socket's lock, decides its outcome: so an operation ends once, with its
/// message or with its exception.
/// </remarks>
internal interface ISocketWaiter
{
    /// <summary>The socket whose lock guards the queue.</summary>
    AsyncSocket? Owner { get; set; }

    /// <summary>Tries the operation, without blocking, inside the socket's lock.</summary>
    /// <returns>The number of messages that were sent or received; with 0 it stays in the queue.</returns>
    /// <exception cref="Exception">The error of libzmq: the operation is decided with it.</exception>
    int TryInsideLock(Socket socket);
}
