using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Patterns;

/// <summary>The steps of an end. Each step runs, even if the one before it threw. The first exception is kept for the log.</summary>
[SuppressMessage("Design", "CA1031", Justification = "An end that stops half-way would leave sockets and ports behind.")]
internal sealed class EndSteps
{
    private Exception? _first;

    public void Run(Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception)
        {
            _first ??= exception;
        }
    }

    public async Task RunAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _first ??= exception;
        }
    }

    /// <summary>Logs the first exception, if there was one. An exception of the logger is ignored.</summary>
    public void Log(ILogger logger, string name)
    {
        if (_first is { } first)
        {
            Run(() => logger.EndStepFailed(name, first));
        }
    }
}
