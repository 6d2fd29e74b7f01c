using System.CommandLine;
using System.CommandLine.Parsing;
using ZmqTool.Contexts;

namespace ZmqTool;

/// <summary>One run of a verb: its arguments, the saved settings, and the streams.</summary>
internal sealed class Invocation(ParseResult arguments, ToolConsole console, SavedContext settings, CancellationToken cancellation)
{
    public ToolConsole Console { get; } = console;

    /// <summary>The settings of <c>--context</c>; those of the command line go first.</summary>
    public SavedContext Settings { get; } = settings;

    /// <summary>Ends the work: Ctrl-C.</summary>
    public CancellationToken Cancellation { get; } = cancellation;

    public T? Get<T>(Option<T> option) => arguments.GetValue(option);

    public T? Get<T>(Argument<T> argument) => arguments.GetValue(argument);

    /// <summary>Whether an option is on the command line.</summary>
    public bool Has(Option option) => arguments.GetResult(option) is OptionResult { Implicit: false };
}
