using System.CommandLine;

namespace ZmqTool.Sending;

/// <summary>The option <c>-n</c> of verbs that receive.</summary>
internal sealed class CountOption
{
    private readonly Option<long?> _option = new("-n", "--count") { Description = "Ends after so many messages; default: Ctrl-C ends", HelpName = "COUNT" };

    public CountOption(Command command) => command.Options.Add(_option);

    /// <summary>The number; null for no end.</summary>
    public long? Get(Invocation run) => run.Get(_option) switch
    {
        <= 0 => throw ToolException.Usage("-n is a number of messages, 1 or more."),
        { } count => count,
        null => null,
    };
}
