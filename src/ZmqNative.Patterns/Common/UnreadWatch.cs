namespace ZmqNative.Patterns;

/// <summary>Logs a warning, once, when a step stays undone that the user has probably forgotten, such as adding a handler.</summary>
/// <remarks>
/// It checks every <see cref="Interval"/>, until it has warned, or the step is done, or the pattern ends. Two checks in a row must find
/// the step undone, so that a message which arrives just before the first read causes no warning. It adds no cost to messages.
/// </remarks>
internal sealed class UnreadWatch : IDisposable
{
    /// <summary>The time between two checks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Func<bool> _isSettled;
    private readonly Func<bool> _isUndone;
    private readonly Action _warn;
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _ended;
    private bool _wasUndone;

    /// <summary>Begins to watch.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="isSettled">Returns whether the watch can end.</param>
    /// <param name="isUndone">Returns whether the step is undone.</param>
    /// <param name="warn">Logs the warning.</param>
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
