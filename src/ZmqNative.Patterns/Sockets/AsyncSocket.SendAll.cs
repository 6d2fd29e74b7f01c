namespace ZmqNative.Patterns;

/// <content>Sending of several messages under one lock.</content>
public sealed partial class AsyncSocket
{
    /// <summary>
    /// Sends messages as <see cref="TrySend(MultipartMessage)"/> does, with no other send between them: a DEALER sends each one to another
    /// peer, until all have got one.
    /// </summary>
    /// <returns>The number of messages that were sent; the caller still owns the others.</returns>
    internal int TrySendAll(ReadOnlySpan<MultipartMessage> messages)
    {
        DecidedOperations decided = default;
        try
        {
            using (_gate.Enter())
            {
                ThrowIfClosedInsideLock();
                int sent = 0;
                while (sent < messages.Length && _senders.IsEmpty && _socket.TrySend(messages[sent]))
                {
                    sent++;
                }

                _sent += sent;
                ServeIfWaitedForInsideLock(ref decided);
                return sent;
            }
        }
        catch
        {
            ServeAfterFailure();
            throw;
        }
        finally
        {
            decided.Complete();
        }
    }
}
