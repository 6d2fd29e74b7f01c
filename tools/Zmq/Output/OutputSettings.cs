using System.CommandLine;

namespace ZmqTool.Output;

/// <summary>The options of the output format.</summary>
internal sealed class OutputSettings
{
    private static readonly string[] Names = ["text", "json", "hex", "raw"];

    private readonly Option<bool>[] _formats =
    [
        new("--text") { Description = "Frames as text, with ' | ' between them; the default" },
        new("--json") { Description = "A JSON object a line" },
        new("--hex") { Description = "Frames in hexadecimal digits; '-' is an empty one" },
        new("--raw") { Description = "The bytes alone, without any separator" },
    ];

    private readonly Option<string?> _format = new("--format")
    {
        Description = "%t first frame, %p the others, %f all, %h all in hex, %n number, %c frames, %s bytes, %T time; \\n, \\t",
        HelpName = "FORMAT",
    };

    private readonly Option<string> _color = new("--color")
    {
        Description = "auto (on a terminal, unless NO_COLOR is set), always or never",
        HelpName = "WHEN",
        DefaultValueFactory = static _ => "auto",
    };

    /// <summary>Adds the options to a verb.</summary>
    public OutputSettings(Command command)
    {
        foreach (Option option in _formats)
        {
            command.Options.Add(option);
        }

        command.Options.Add(_format);
        command.Options.Add(_color.AcceptOnlyFromAmong("auto", "always", "never"));
    }

    /// <summary>The settings for <c>zmq context save</c>.</summary>
    public Contexts.SavedContext Save(Invocation run, Contexts.SavedContext context) => run.Has(_format) || run.Has(_color)
        ? throw ToolException.Usage("A context keeps neither --format nor --color, only one of the other formats.")
        : context with { Output = Chosen(run) ?? context.Output };

    /// <summary>Opens the output.</summary>
    public MessageWriter Open(Invocation run) => new(run.Console, Create(run));

    private IMessageFormat Create(Invocation run)
    {
        string? chosen = Chosen(run);
        if (run.Get(_format) is { } format)
        {
            return chosen is null ? new CustomFormat(format) : throw ToolException.Usage("--format is a format of its own: leave out the other one.");
        }

        return (chosen ?? run.Settings.Output) switch
        {
            null or "text" => new TextFormat(HasColors(run)),
            "json" => new JsonFormat(),
            "hex" => new HexFormat(),
            "raw" => new RawFormat(),
            { } unknown => throw ToolException.Usage($"The context has the output '{unknown}'; there are {string.Join(", ", Names)}."),
        };
    }

    private string? Chosen(Invocation run)
    {
        string[] chosen = [.. Names.Where((_, i) => run.Get(_formats[i]))];
        return chosen.Length > 1
            ? throw ToolException.Usage($"--{chosen[0]} and --{chosen[1]} exclude each other.")
            : chosen.FirstOrDefault();
    }

    private bool HasColors(Invocation run) => run.Get(_color) switch
    {
        "always" => true,
        "never" => false,
        _ => run.Console.OutputIsTerminal && string.IsNullOrEmpty(run.Console.Environment("NO_COLOR")),
    };
}
