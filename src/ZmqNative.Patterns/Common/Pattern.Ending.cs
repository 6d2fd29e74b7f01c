namespace ZmqNative.Patterns;

/// <content>The end.</content>
public abstract partial class Pattern
{
    // The longest time that the end counts queued messages: with a peer that sends without pause the count would never end. What the queues
    // of most sockets hold is counted also when the thread is off the processor for longer.
    private static readonly TimeSpan LongestCount = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestCountOfMost = TimeSpan.FromSeconds(5);
    private const int MostQueued = 100_000;

    /// <summary>
    /// Ends the pattern: no new operations, pending receives fail, enumerations end. Handlers that run, and sends that are
    /// queued, get <see cref="PatternOptions.DrainTimeout"/>; then handlers are cancelled. Idempotent, from any thread,
    /// bounded in time. It does not throw: an error is logged, and the rest of the end continues.
    /// </summary>
    /// <returns>
    /// A task that completes when the native socket is closed and its endpoints can be bound again; it waits at most 1 second for the
    /// latter. Within a handler of this pattern the task is complete at once: the end has begun, and continues after the handler returns, as
    /// the handler would otherwise wait for itself. Code that a handler started without waiting for it counts as within, until the pattern
    /// has ended.
    /// </returns>
    public ValueTask DisposeAsync()
    {
        // Asked first: the end that begins here ends loops.
        bool isInside = LoopScope.IsInside(this);
        lock (_gate)
        {
            _disposing ??= Task.Run(DisposeCoreAsync);
        }

        GC.SuppressFinalize(this);
        return isInside ? ValueTask.CompletedTask : new ValueTask(_disposing);
    }

    private async Task GuardAsync(Func<Task> loop)
    {
        LoopScope scope = LoopScope.Begin(this);
        try
        {
            await loop().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ContextTerminatedException || (_stopping.IsCancellationRequested && IsOfEnd(exception)))
        {
            // The end of the pattern or of its context is how loops end.
        }
        catch (Exception exception)
        {
            Logger.LoopFailed(Name, exception);
        }
        finally
        {
            scope.End();
        }
    }

    // What the operations of a socket throw when it, its reactor or its context ends. Another exception is a fault, also during the end.
    private static bool IsOfEnd(Exception exception) => exception is OperationCanceledException or InvalidOperationException or ZmqException;

    private async Task DisposeCoreAsync()
    {
        EndSteps steps = new();
        await steps.RunAsync(_stopping.CancelAsync).ConfigureAwait(false);
        steps.Run(FailPending);
        await steps.RunAsync(EndHandlersAsync).ConfigureAwait(false);
        if (CountsUnhandled)
        {
            steps.Run(CountQueued);
        }

        // Before names are removed: queued messages may wait for the address of one.
        await steps.RunAsync(Socket.DrainAsync).ConfigureAwait(false);
        await steps.RunAsync(LingerAsync).ConfigureAwait(false);

        // While the connections are known.
        bool forgets = false;
        steps.Run(() => forgets = HasOnlySubscriptionsToSend());
        await steps.RunAsync(() => _connections.DisposeAsync().AsTask()).ConfigureAwait(false);
        steps.Run(_connectionEvents.End);
        if (forgets)
        {
            steps.Run(ForgetSubscriptions);
        }

        steps.Run(CountOverLimits);
        await steps.RunAsync(() => Socket.DisposeAsync().AsTask()).ConfigureAwait(false);
        steps.Run(Release);
        PatternMetrics.Remove(this);
        SecuredPatterns.Remove(this);
        steps.Run(LogLosses);
        steps.Log(Logger, Name);
    }

    /// <summary>
    /// Waits for messages that libzmq has accepted, where the lost ones can be counted; elsewhere libzmq waits, and does not count.
    /// </summary>
    private protected virtual Task LingerAsync() => Task.CompletedTask;

    private async Task EndHandlersAsync()
    {
        if (await EndLoopsAsync(Options.DrainTimeout).ConfigureAwait(false))
        {
            return;
        }

        // The callbacks belong to handlers: one may throw, also after the last handler has ended, and one that blocks is abandoned as a
        // handler is.
        Task cancelling = _aborting.CancelAsync();
        if (!await EndLoopsAsync(Options.CancelledHandlerTimeout, cancelling).ConfigureAwait(false))
        {
            Logger.HandlerLeftBehind(Name);
        }

        if (cancelling.IsCompleted)
        {
            await cancelling.ConfigureAwait(false);
        }
        else
        {
            cancelling.Observe();
        }
    }

    // A socket that only receives has nothing but subscriptions to send, and so has the XSUB of a forwarder without a peer: it may have messages of
    // subscribers to a publisher that is connected.
    private bool HasOnlySubscriptionsToSend()
    {
        if (Socket.Type != SocketType.XSub)
        {
            return Socket.Type is SocketType.Sub or SocketType.Pull;
        }

        _connections.Pump();
        return _connections.Connected == 0 && !_connections.HasInproc;
    }

    // For a peer that is not connected they would delay the end of the context for the linger time.
    private void ForgetSubscriptions()
    {
        try
        {
            Socket.ConfigureShortly(static socket => socket.Linger = TimeSpan.Zero);
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqException)
        {
            // The context or the reactor ended before the pattern.
        }
    }

    private void LogLosses()
    {
        if (Statistics.Lost is > 0 and var lost)
        {
            Logger.MessagesLost(Name, lost);
        }

        if (Statistics.Unhandled is > 0 and var unhandled)
        {
            Logger.MessagesUnhandled(Name, unhandled);
        }
    }

    // Messages that libzmq has received and that were never read are freed with the socket; they are counted at least.
    private protected virtual void CountQueued()
    {
        long begin = TimeProvider.System.GetTimestamp();
        try
        {
            for (int counted = 0; TimeProvider.System.GetElapsedTime(begin) < (counted < MostQueued ? LongestCountOfMost : LongestCount); counted++)
            {
                if (!Socket.TryReceive(out MultipartMessage message))
                {
                    return;
                }

                TakeQueued(message);
            }
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The context or the reactor ended before the pattern.
        }
    }

    /// <summary>Counts and disposes a message that was never read.</summary>
    private protected virtual void TakeQueued(MultipartMessage message)
    {
        message.Dispose();
        CountUnhandled();
    }

    private async Task<bool> EndLoopsAsync(TimeSpan timeout, Task? callbacks = null)
    {
        Task loops;
        lock (_gate)
        {
            loops = Task.WhenAll([.. _loops, callbacks ?? Task.CompletedTask]);
        }

        return await EndLimit.WaitAsync(loops, timeout, Reactor.TimeProvider).ConfigureAwait(false);
    }
}
