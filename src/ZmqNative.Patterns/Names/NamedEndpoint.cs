using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>An endpoint by the name of a host that this side connects to, from Connect to Disconnect.</summary>
/// <param name="name">The endpoint as the user gave it.</param>
/// <param name="parts">Its parts.</param>
[SuppressMessage("Design", "CA1001", Justification = "The loop of the endpoint may still read them; neither has a native handle.")]
internal sealed class NamedEndpoint(string name, HostEndpoint parts)
{
    private readonly CancellationTokenSource _removed = new();
    private readonly SemaphoreSlim _changed = new(0);
    private int _announced;

    public string Name => name;

    public HostEndpoint Parts => parts;

    /// <summary>The token that is cancelled when the user disconnects it, the native socket is replaced, or the pattern ends.</summary>
    public CancellationToken Removed => _removed.Token;

    /// <summary>The number of times that it is connected. Within the socket's lock.</summary>
    public int Sessions { get; set; }

    /// <summary>The endpoint, with an address, to which libzmq connects; null while there is none. Within the socket's lock.</summary>
    public string? Native { get; set; }

    /// <summary>The last failure to resolve the name since it was last resolved; null when there is none. For any thread.</summary>
    public string? Failure { get; set; }

    /// <summary>Ends a wait for a change.</summary>
    public void Announce()
    {
        if (Interlocked.Exchange(ref _announced, 1) == 0)
        {
            _ = _changed.Release();
        }
    }

    /// <summary>Waits until its connections have changed since the last wait, or for a time.</summary>
    public async Task WaitForChangeAsync(TimeSpan limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using CancellationTokenSource time = new(limit, timeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellationToken);
        try
        {
            await _changed.WaitAsync(either.Token).ConfigureAwait(false);
            Volatile.Write(ref _announced, 0);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is up.
        }
    }

    /// <summary>Ends the loop of the endpoint.</summary>
    public void Remove() => _ = _removed.CancelAsync();
}
