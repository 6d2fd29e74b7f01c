using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns.Tests;

/// <summary>Blocks the thread that logs a warning until it is released, as a busy thread pool delays a loop.</summary>
internal sealed class HoldingLogger : ILoggerFactory, ILogger
{
    private readonly ManualResetEventSlim _released = new();

    public SemaphoreSlim Entered { get; } = new(0);

    public void Release() => _released.Set();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _ = Entered.Release();
        _released.Wait();
    }

    public void Dispose()
    {
        _released.Set();
        Entered.Dispose();
    }
}
