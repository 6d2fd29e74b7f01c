using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns.Tests;

/// <summary>A logger whose every method throws, and counts the calls.</summary>
internal sealed class FailingLogger : ILoggerFactory, ILogger
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref _calls);
        throw new FormatException("a logger that fails");
    }
}
