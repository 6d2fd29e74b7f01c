using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Hosting.Tests;

/// <summary>A logger provider that keeps the log entries.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _lines = new();

    public IReadOnlyList<(LogLevel Level, int Id, string Text)> Lines => [.. _lines];

    /// <summary>Returns the lines of one event id.</summary>
    public IEnumerable<string> Of(int id) => Lines.Where(line => line.Id == id).Select(static line => line.Text);

    public ILogger CreateLogger(string categoryName) => new Recorder(this);

    public void Dispose()
    {
    }

    private sealed class Recorder(LogRecorder owner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._lines.Enqueue((logLevel, eventId.Id, formatter(state, exception)));
    }
}
