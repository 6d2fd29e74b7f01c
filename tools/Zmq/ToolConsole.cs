using System.Text;

namespace ZmqTool;

/// <summary>The standard streams and the environment of the process, which tests replace.</summary>
internal sealed class ToolConsole
{
    private readonly Lock _errors = new();

    public required Stream Input { get; init; }

    public required Stream Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether lines are typed: the tool then does not wait for the end of the input.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether a person reads the output: only then it has colours.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>The folder of the saved contexts.</summary>
    public required string ConfigFolder { get; init; }

    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether notes on the standard error are left out.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>The streams of this process.</summary>
    public static ToolConsole ForProcess() => new()
    {
        Input = Console.OpenStandardInput(),
        Output = Console.OpenStandardOutput(),
        Error = Console.Error,
        InputIsTerminal = !Console.IsInputRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        ConfigFolder = Contexts.ContextStore.DefaultFolder(System.Environment.GetEnvironmentVariable),
    };

    /// <summary>Writes a line for the person who runs the tool; the output stays free of it.</summary>
    public void Note(string text)
    {
        if (!IsQuiet)
        {
            Complain(text);
        }
    }

    /// <summary>Writes an error or warning, with <c>--quiet</c> too.</summary>
    public void Complain(string text)
    {
        lock (_errors)
        {
            Error.WriteLine(text);
            Error.Flush();
        }
    }

    /// <summary>Writes lines of the output.</summary>
    public void Write(string text)
    {
        Output.Write(Encoding.UTF8.GetBytes(text));
        Output.Flush();
    }

    /// <summary>Writes one line of the output.</summary>
    public void WriteLine(string line) => Write(line + "\n");
}
