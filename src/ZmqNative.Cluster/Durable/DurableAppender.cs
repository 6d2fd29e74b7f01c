using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>Appends to the log: a bounded number at once, each until a deadline, with the same id if it is tried again.</summary>
/// <param name="opener">The log.</param>
/// <param name="options">The options.</param>
/// <param name="clock">The clock of the deadlines.</param>
[SuppressMessage("Design", "CA1001", Justification = "The sources have neither handles nor timers, and calls may look at them after the end.")]
internal sealed class DurableAppender(DurableLogOpener opener, ClusterOptions options, TimeProvider clock)
{
    // Appends that the engine has not confirmed.
    private readonly SemaphoreSlim _inFlight = new(options.MaxDurableInFlight);
    private readonly CancellationTokenSource _end = new();

    /// <summary>Appends a message.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="message">The message.</param>
    /// <param name="ready">Completes when messages may be appended; called again after a failure. Null if they always may.</param>
    /// <param name="cancellationToken">Ends the wait; the message may be stored nevertheless.</param>
    /// <returns>The number of the entry.</returns>
    /// <exception cref="ClusterEngineException">The deadline has passed.</exception>
    /// <exception cref="ObjectDisposedException">The broker has left the cluster; the message may be stored nevertheless.</exception>
    public async Task<ulong> AppendAsync(
        DurableStream stream, DurableMessage message, Func<CancellationToken, ValueTask>? ready, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(ClusterBroker));
        using CancellationTokenSource limit = new(options.DurableTimeout, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken, _end.Token);
        Exception? last = null;
        bool hasEntered = false;
        try
        {
            await _inFlight.WaitAsync(either.Token).ConfigureAwait(false);
            hasEntered = true;
            RetryPause pause = RetryPause.OfCalls;
            while (true)
            {
                try
                {
                    if (ready is not null)
                    {
                        await ready(either.Token).ConfigureAwait(false);
                    }

                    await opener.OpenAsync(either.Token).ConfigureAwait(false);

                    // The client of an engine may wait for its connection for ever, and not look at the token meanwhile.
                    return await opener.Log.AppendAsync(stream, message, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
                }
                catch (Exception exception)
                    when (exception is ClusterEngineException || (exception is OperationCanceledException && !either.IsCancellationRequested))
                {
                    // The client of an engine may also cancel a call by itself, which is no end of the time.
                    last = exception;
                    if (exception is not ClusterEngineException { IsRefusal: true })
                    {
                        opener.Reset();
                        message = message with { MayBeStored = true };
                    }
                }

                await pause.WaitAsync(clock, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            ObjectDisposedException.ThrowIf(_end.IsCancellationRequested, typeof(ClusterBroker));
            throw new ClusterEngineException(
                hasEntered
                    ? $"the message '{message.Id}' was not confirmed within {options.DurableTimeout}. It may be stored: send it again with the same id. {last?.Message}"
                    : $"the message '{message.Id}' was not sent: as many as MaxDurableInFlight ({options.MaxDurableInFlight}) were in flight for {options.DurableTimeout}.",
                opener.Log.Name,
                last);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            if (hasEntered)
            {
                _ = _inFlight.Release();
            }
        }
    }

    /// <summary>Ends all waits, and lets none begin: the broker has left.</summary>
    public Task EndAsync() => _end.CancelAsync();
}
