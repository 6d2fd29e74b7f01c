namespace ZmqNative.Patterns;

/// <summary>Warns, once, when something stays undone that the user has probably forgotten.</summary>
/// <remarks>
/// It looks every <see cref="Interval"/>, until it has warned, or the matter is settled, or the pattern ends. Two looks in a row must
/// find the same, so that a message which has just come to a pattern that is about to be read from causes no warning. Messages pay
/// nothing for it.
/// </remarks>
internal sealed class UnreadWatch : IDisposable
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Func<bool> _isSettled;
    private readonly Func<bool> _isUndone;
    private readonly Action _warn;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _ended;
    private bool _wasUndone;

    /// <summary>Begins to watch.</summary>
    /// <param name="timeProvider">Whose time it is.</param>
    /// <param name="isSettled">Whether there is nothing to watch any more.</param>
    /// <param name="isUndone">Whether there is something to warn of.</param>
    /// <param name="warn">Warns.</param>
    /// <param name="stopping">Ends the watch.</param>
    public UnreadWatch(
        TimeProvider timeProvider, Func<bool> isSettled, Func<bool> isUndone, Action warn, CancellationToken stopping)
    {
        _isSettled = isSettled;
        _isUndone = isUndone;
        _warn = warn;
        using (ExecutionContext.SuppressFlow())
        {
            _timer = timeProvider.CreateTimer(static watch => ((UnreadWatch)watch!).Look(), this, Interval, Interval);
        }

        _ended = stopping.UnsafeRegister(static watch => ((UnreadWatch)watch!)._timer.Dispose(), this);
    }

    /// <summary>Ends the watch.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _ = _ended.Unregister();
    }

    private void Look()
    {
        bool isUndone;
        try
        {
            if (_isSettled())
            {
                Dispose();
                return;
            }

            isUndone = _isUndone();
        }
        catch (Exception exception) when (exception is ContextTerminatedException or InvalidOperationException)
        {
            // The pattern, its context or its reactor has ended.
            Dispose();
            return;
        }

        if (isUndone && _wasUndone)
        {
            Dispose();
            _warn();
        }

        _wasUndone = isUndone;
    }
}
