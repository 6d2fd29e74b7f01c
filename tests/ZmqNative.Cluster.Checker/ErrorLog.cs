using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Cluster.Checker;

/// <summary>Writes the warnings of a broker process to its standard error, from which the check reads them.</summary>
internal sealed class ErrorLog : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one output.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Write($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
        // It holds nothing.
    }

    public static void Write(string text) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:HH:mm:ss.f} {text}"));
}
