using System.Runtime.CompilerServices;

namespace ZmqNative.Cluster;

/// <summary>The durable tells of the cluster that were given up. They are kept in the log until they are sent again or removed. Thread-safe.</summary>
/// <remarks>They are other ones than <see cref="Broker.DeadLetters"/>, which are those of one broker, and are not kept.</remarks>
public sealed class DurableDeadLetters
{
    // For entries that were removed after they were counted.
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(5);

    private readonly ClusterNode _node;

    internal DurableDeadLetters(ClusterNode node) => _node = node;

    private IDurableLog Log => _node.Tells.Log;

    /// <summary>Lists the dead letters of all shards that exist now, the oldest first.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The dead letters.</returns>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses.</exception>
    public async IAsyncEnumerable<DurableDeadLetter> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        DurableStreamState state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
        if (state.Count == 0)
        {
            yield break;
        }

        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<DurableEntry> entries = Log.ReadAsync(DurableStream.DeadLetters, cancellationToken: end.Token).GetAsyncEnumerator(end.Token);
        Task<bool>? next = null;
        try
        {
            for (long i = 0; i < state.Count; i++)
            {
                next = entries.MoveNextAsync().AsTask();
                while (await Task.WhenAny(next, Task.Delay(QuietTime, _node.Tells.Clock, end.Token)).ConfigureAwait(false) != next)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    state = await ReadStateAsync(cancellationToken).ConfigureAwait(false);
                    if (state.Count <= i)
                    {
                        yield break;
                    }
                }

                if (!await next.ConfigureAwait(false) || entries.Current.Sequence > state.LastSequence)
                {
                    yield break;
                }

                yield return new DurableDeadLetter(entries.Current);
            }
        }
        finally
        {
            await end.CancelAsync().ConfigureAwait(false);
            await ReadingEnd.WaitAsync(entries, next, _node.Tells.Clock).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a dead letter to its actor again, as a durable tell with a new id, and removes it.</summary>
    /// <remarks>If this fails between both, the dead letter is still listed. Sent once more within <see cref="DurableLogSettings.DuplicateWindow"/> it is stored once.</remarks>
    /// <param name="letter">The dead letter.</param>
    /// <param name="cancellationToken">Ends the wait; the message may have been sent.</param>
    /// <returns>The confirmation of the engine.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="letter"/> is null.</exception>
    /// <exception cref="ArgumentException">The message is larger than the engine takes now, as its settings were changed.</exception>
    /// <exception cref="ClusterEngineException">The engine did not confirm it within <see cref="ClusterOptions.DurableTimeout"/>.</exception>
    /// <exception cref="ClusterSettingsException">The settings do not fit those of the cluster.</exception>
    /// <exception cref="ObjectDisposedException">The broker has left the cluster.</exception>
    public async Task<DurableReceipt> SendAgainAsync(DurableDeadLetter letter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(letter);
        DurableReceipt receipt = await _node.AppendTellAsync(TellCodec.SendAgain(letter.Entry), cancellationToken).ConfigureAwait(false);
        _ = await RemoveAsync(letter, cancellationToken).ConfigureAwait(false);
        return receipt;
    }

    /// <summary>Removes a dead letter.</summary>
    /// <param name="letter">The dead letter.</param>
    /// <param name="cancellationToken">Ends the wait; the dead letter may still be removed.</param>
    /// <returns>False if it was removed already, or the log was lost and made anew since.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="letter"/> is null.</exception>
    /// <exception cref="ClusterEngineException">The engine cannot be reached, or refuses. The dead letter may have been removed.</exception>
    public Task<bool> RemoveAsync(DurableDeadLetter letter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(letter);
        return LimitAsync(
            "removing a dead letter",

            // It may have been listed long ago: the engine looks whether it still has this one.
            token => Log.RemoveAsync(DurableStream.DeadLetters, letter.Entry with { Server = null }, token),
            cancellationToken);
    }

    private Task<DurableStreamState> ReadStateAsync(CancellationToken cancellationToken) => LimitAsync(
        "listing dead letters",
        async token =>
        {
            await _node.Tells.Opener.OpenAsync(token).ConfigureAwait(false);
            return await Log.GetStateAsync(DurableStream.DeadLetters, cancellationToken: token).ConfigureAwait(false);
        },
        cancellationToken);

    // The client of an engine may wait for its connection for ever.
    private async Task<T> LimitAsync<T>(string what, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_node.Tells.CallTimeout, _node.Tells.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClusterEngineException($"{what} was not confirmed within {_node.Tells.CallTimeout}.", Log.Name);
        }
    }
}
