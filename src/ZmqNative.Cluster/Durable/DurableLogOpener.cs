using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster;

/// <summary>Opens the log of an engine: with its first use, once for all uses at the same time, and again after a failure.</summary>
/// <remarks>A broker that uses no durable messages makes no streams. One opener serves all durable features of a broker.</remarks>
/// <param name="log">The log.</param>
/// <param name="settings">The settings of its streams.</param>
/// <param name="timeout">The time within which the engine opens the log; no client of an engine ends a call by itself.</param>
/// <param name="clock">The clock of the time.</param>
internal sealed class DurableLogOpener(IDurableLog log, DurableLogSettings settings, TimeSpan timeout, TimeProvider clock)
{
    // Guards _opening, against uses at the same time.
    private readonly Lock _gate = new();
    private Task? _opening;

    public IDurableLog Log => log;

    /// <summary>Completes when the log is open.</summary>
    /// <param name="cancellationToken">Ends this wait alone: others may wait for the same opening.</param>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses. The next use tries again.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        Task opening;
        lock (_gate)
        {
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                using (SuppressFlow())
                {
                    _opening = Task.Run(OpenAsync, CancellationToken.None);
                }
            }

            opening = _opening;
        }

        await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the next use open the log again: after a failure its streams may have been lost with the storage of the engine.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            // One that goes on has begun after the failure, or tells of it itself.
            if (_opening is { IsCompleted: true })
            {
                _opening = null;
            }
        }
    }

    /// <summary>Suppresses the flow of the execution context. One that is suppressed already is left so.</summary>
    internal static AsyncFlowControl? SuppressFlow() => ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();

    [SuppressMessage("Design", "CA1031", Justification = "What an engine throws in place of its own exception becomes one, so that callers try again.")]
    private async Task OpenAsync()
    {
        using CancellationTokenSource limit = new(timeout, clock);
        try
        {
            await log.OpenAsync(settings, limit.Token).AsTask().WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ClusterEngineException($"the log was not opened within {timeout}.", log.Name);
        }
        catch (Exception exception) when (exception is not (ClusterEngineException or ClusterSettingsException))
        {
            throw new ClusterEngineException($"opening the log failed: {ErrorText.MessageOf(exception)}", log.Name, exception);
        }
    }
}
