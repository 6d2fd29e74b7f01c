using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ZmqNative.Patterns.Tests;

namespace ZmqNative.Hosting.Tests;

/// <summary>A provider of loggers that throw, for the categories of this library only.</summary>
internal sealed class FailingProvider(FailingLogger failing) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("ZmqNative", StringComparison.Ordinal) ? failing : NullLogger.Instance;

    public void Dispose()
    {
    }
}
