using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>Appends to the log: a bounded number at once, each until a deadline, with the same id if it is tried again.</summary>
/// <param name="opener">The log.</param>
/// <param name="options">The options.</param>
/// <param name="clock">The clock of the deadlines.</param>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no handle, and calls may wait for it until their deadlines.")]
internal sealed class TellAppender(DurableLogOpener opener, ClusterOptions options, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // Appends that the engine has not confirmed.
    private readonly SemaphoreSlim _inFlight = new(options.MaxDurableInFlight);

    /// <summary>Appends a message.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="message">The message.</param>
    /// <param name="ready">Completes when messages may be appended; called again after a failure.</param>
    /// <param name="cancellationToken">Ends the wait; the message may be stored nevertheless.</param>
    /// <returns>The number of the entry.</returns>
    /// <exception cref="ClusterEngineException">The deadline has passed.</exception>
    public async Task<ulong> AppendAsync(
        DurableStream stream, DurableMessage message, Func<CancellationToken, ValueTask> ready, CancellationToken cancellationToken)
    {
        Exception? last = null;
        using CancellationTokenSource limit = new(options.DurableTimeout, clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _inFlight.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                for (TimeSpan pause = FirstPause; ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
                {
                    try
                    {
                        await ready(either.Token).ConfigureAwait(false);
                        await opener.OpenAsync(either.Token).ConfigureAwait(false);

                        // The client of an engine may wait for its connection for ever, and not look at the token meanwhile.
                        return await opener.Log.AppendAsync(stream, message, either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
                    }
                    catch (ClusterEngineException exception)
                    {
                        last = exception;
                        opener.Reset();
                    }

                    await Task.Delay(pause, clock, either.Token).ConfigureAwait(false);
                }
            }
            finally
            {
                _ = _inFlight.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterEngineException(
                $"the message '{message.Id}' was not confirmed within {options.DurableTimeout}. It may have been stored: send it again with the same id. {last?.Message}", opener.Log.Name, last);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
