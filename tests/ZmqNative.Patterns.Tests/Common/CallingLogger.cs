using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns.Tests;

/// <summary>A logger that calls a method with the number of each event, on the thread that logs it.</summary>
internal sealed class CallingLogger(Action<int> call) : ILoggerFactory, ILogger
{
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
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => call(eventId.Id);
}
