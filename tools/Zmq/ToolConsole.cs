using System.Text;
using Microsoft.Win32.SafeHandles;
using ZmqTool.Output;

namespace ZmqTool;

/// <summary>The standard streams and the environment of the process, which tests replace.</summary>
internal sealed class ToolConsole
{
    private const int StandardOutput = 1;

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
        Output = OpenOutput(),
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
    /// <exception cref="OutputClosedException">The reader has closed the output.</exception>
    public void Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes bytes of the output.</summary>
    /// <exception cref="OutputClosedException">The reader has closed the output.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Output.Write(bytes);
            Output.Flush();
        }
        catch (IOException exception) when (exception.HResult == PipeOutput.BrokenPipe)
        {
            // Any other one, such as that of a full disk, is a failure.
            throw new OutputClosedException(exception);
        }
    }

    /// <summary>Writes one line of the output.</summary>
    public void WriteLine(string line) => Write(line + "\n");

    private static Stream OpenOutput() =>
        !OperatingSystem.IsWindows() && Console.IsOutputRedirected && IsPipe(StandardOutput) ? new PipeOutput(StandardOutput) : Console.OpenStandardOutput();

    private static bool IsPipe(int descriptor)
    {
        using FileStream output = new(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return !output.CanSeek;
    }
}
