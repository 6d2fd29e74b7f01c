using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ZmqNative.Patterns;

/// <summary>A wrapper of a user's logger that ignores its exceptions, as it is called from timers, turns and dispose methods.</summary>
[SuppressMessage("Design", "CA1031", Justification = "A provider may throw anything, and there is no logger to tell.")]
internal sealed class GuardedLogger : ILogger
{
    private readonly ILogger _logger;

    private GuardedLogger(ILogger logger) => _logger = logger;

    /// <summary>Makes a logger of a category; without a factory one that does nothing.</summary>
    public static ILogger Create(ILoggerFactory? factory, Type category) =>
        Wrap(factory?.CreateLogger(category));

    /// <summary>Guards a logger; null gives one that does nothing.</summary>
    public static ILogger Wrap(ILogger? logger) => logger is null or NullLogger ? NullLogger.Instance : new GuardedLogger(logger);

    // A scope would be the user's own, and no code of this library begins one.
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // Only the line is lost.
        }
    }
}
