using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>Stops the loops of a proxy while it is paused.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The loops may still ask it; it has no native handle.")]
internal sealed class ProxyPause
{
    // Guards the fields below, against threads that pause and resume at once and the loops. Nothing is called inside.
    private readonly Lock _gate = new();
    private CancellationTokenSource _pausing = new();
    private TaskCompletionSource? _resumed;

    /// <summary>Whether the proxy is paused.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_gate)
            {
                return _resumed is not null;
            }
        }
    }

    /// <summary>Ends the pending receives; no other begins until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        CancellationTokenSource pausing;
        lock (_gate)
        {
            if (_resumed is not null)
            {
                return;
            }

            _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            pausing = _pausing;
        }

        pausing.Cancel();
    }

    /// <summary>Lets the loops continue.</summary>
    public void Resume()
    {
        TaskCompletionSource? resumed;
        lock (_gate)
        {
            resumed = _resumed;
            if (resumed is null)
            {
                return;
            }

            _pausing = new CancellationTokenSource();
            _resumed = null;
        }

        resumed.SetResult();
    }

    /// <summary>Waits while the proxy is paused.</summary>
    /// <returns>A token that the next pause cancels.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async ValueTask<CancellationToken> WaitAsync(CancellationToken stopping)
    {
        while (true)
        {
            Task resumed;
            lock (_gate)
            {
                if (_resumed is null)
                {
                    return _pausing.Token;
                }

                resumed = _resumed.Task;
            }

            await resumed.WaitAsync(stopping).ConfigureAwait(false);
        }
    }
}
