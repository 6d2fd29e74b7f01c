using NATS.Client.JetStream;

namespace ZmqNative.Cluster.Nats;

/// <summary>The limit of the bytes of a stream, which this broker keeps itself: a server with a limit may remove the oldest entries for a new one, also where it is to refuse that. Thread-safe.</summary>
/// <remarks>The size is that of the last look, with what this broker has appended since. So brokers may exceed the limit by what they append between two looks.</remarks>
/// <param name="engine">The engine.</param>
/// <param name="stream">The name of the stream.</param>
/// <param name="most">The limit.</param>
internal sealed class NatsLogLimit(NatsEngine engine, string stream, long most)
{
    // Of the limit; at least one look for each such part that this broker appends.
    private const int Parts = 16;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    // Guards all that follows, against appends at the same time.
    private readonly Lock _gate = new();
    private Task<long>? _look;
    private long _lookedAt;
    private long _appended;

    /// <summary>The limit.</summary>
    public long Most => most;

    /// <summary>Counts an append if there is space for it.</summary>
    /// <param name="size">The number of bytes of the entry.</param>
    /// <param name="cancellationToken">Ends this wait alone: others may wait for the same look.</param>
    /// <returns>False if the stream is full.</returns>
    /// <exception cref="ClusterEngineException">The size could not be read.</exception>
    public async ValueTask<bool> TryEnterAsync(long size, CancellationToken cancellationToken)
    {
        Task<long> look;
        lock (_gate)
        {
            if (_look is null or { IsFaulted: true } or { IsCanceled: true } || IsOldInsideLock(_look))
            {
                (_lookedAt, _appended) = (TimeProvider.System.GetTimestamp(), 0);
                _look = Task.Run(LookAsync, CancellationToken.None);

                // All that wait for it may be cancelled before it fails: its exception counts as observed.
                _ = _look.ContinueWith(
                    static ended => _ = ended.Exception,
                    CancellationToken.None,
                    TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                    TaskScheduler.Default);
            }

            look = _look;
        }

        long found = await look.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (found + _appended + size > most)
            {
                return false;
            }

            _appended += size;
            return true;
        }
    }

    private bool IsOldInsideLock(Task look) =>
        look.IsCompleted && (_appended >= most / Parts || TimeProvider.System.GetElapsedTime(_lookedAt) >= LookInterval);

    private async Task<long> LookAsync()
    {
        INatsJSStream found = await engine.CallAsync(
            $"reading the size of {stream}",
            token => engine.Streams.GetStreamAsync(stream, cancellationToken: token),
            CancellationToken.None).ConfigureAwait(false);
        return found.Info.State.Bytes;
    }
}
