using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using ZmqNative;
using ZmqTool.Contexts;
using ZmqTool.Output;
using ZmqTool.Verbs;

namespace ZmqTool;

/// <summary>The command line: finds the verb, runs it, and makes every end an exit code.</summary>
internal sealed class Tool
{
    // Endpoints begin with @: no argument is the name of a file with further arguments.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private readonly ToolConsole _console;
    private readonly RootCommand _root = new("Sends, receives, records, measures and diagnoses ZeroMQ messages.");
    private readonly Option<string?> _context = new("--context")
    {
        Description = "The name of saved settings (zmq context save)",
        HelpName = "NAME",
        Recursive = true,
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "No notes and no summary on the standard error",
        Recursive = true,
    };

    public Tool(ToolConsole console)
    {
        _console = console;
        _context.CompletionSources.Add(_ => new ContextStore(console.ConfigFolder).Names().Select(static name => new CompletionItem(name)));
        _root.Options.Add(_context);
        _root.Options.Add(_quiet);
        foreach (Command verb in AllVerbs.Create())
        {
            _root.Subcommands.Add(verb);
        }

        foreach (Verb verb in Verbs)
        {
            verb.SetAction((arguments, cancellation) => RunAsync(verb, arguments, cancellation));
        }

        HelpOption help = _root.Options.OfType<HelpOption>().Single();

        // Those of Windows would be among the completions of each shell.
        _ = help.Aliases.Remove("/h");
        _ = help.Aliases.Remove("/?");
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
    }

    /// <summary>All verbs, those of groups included.</summary>
    public IEnumerable<Verb> Verbs =>
        _root.Subcommands.Concat(_root.Subcommands.SelectMany(static group => group.Subcommands)).OfType<Verb>();

    /// <summary>Reads a command line.</summary>
    public ParseResult Parse(string[] arguments) => _root.Parse(arguments, Parsing);

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        ParseResult result = Parse(arguments);
        using StringWriter output = new() { NewLine = "\n" };
        InvocationConfiguration configuration = new()
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = output,
            Error = _console.Error,
        };
        if (result.Action is not ParseErrorAction)
        {
            int code = await result.InvokeAsync(configuration, cancellation);
            return WriteHelp(output.ToString()) ? code : ExitCode.Failure;
        }

        foreach (ParseError error in result.Errors)
        {
            _console.Complain($"zmq: {error.Message}");
        }

        _console.Complain($"'{Path(result.CommandResult.Command)} --help' shows the usage and examples.");
        return ExitCode.Usage;
    }

    // The help and the version: not what a verb writes.
    private bool WriteHelp(string text)
    {
        try
        {
            if (text.Length > 0)
            {
                _console.Write(text);
            }
        }
        catch (OutputClosedException)
        {
            // As for a verb: no failure.
        }
        catch (IOException exception)
        {
            _console.Complain($"zmq: {exception.Message}");
            return false;
        }

        return true;
    }

    private static string Path(Symbol symbol) =>
        symbol is RootCommand ? "zmq" : $"{Path(symbol.Parents.First())} {symbol.Name}";

    private async Task<int> RunAsync(Verb verb, ParseResult arguments, CancellationToken cancellation)
    {
        _console.IsQuiet = arguments.GetValue(_quiet);
        try
        {
            SavedContext settings = arguments.GetValue(_context) is { } name
                ? new ContextStore(_console.ConfigFolder).Load(name)
                : new SavedContext();
            return await verb.RunAsync(new Invocation(arguments, _console, settings, cancellation));
        }
        catch (ToolException exception)
        {
            _console.Complain($"zmq: {exception.Message}");
            if (exception.ExitCode == ExitCode.Usage)
            {
                _console.Complain($"'{Path(verb)} --help' shows the usage and examples.");
            }

            return exception.ExitCode;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _console.Note("interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception exception) when (exception is ZmqNativeException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException or NotSupportedException
            or InvalidDataException or DllNotFoundException or System.ComponentModel.Win32Exception)
        {
            _console.Complain($"zmq: {exception.Message}");
            return ExitCode.Failure;
        }
    }
}
