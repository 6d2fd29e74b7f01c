using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns;

/// <summary>Stands in for the steps of an end.</summary>
[SuppressMessage("Design", "CA1031", Justification = "As the original.")]
internal sealed class EndSteps
{
    public void Run(Action step) => step();

    public async Task RunAsync(Func<Task> step) => await step().ConfigureAwait(false);

    public void Log(object logger, string name)
    {
    }
}
