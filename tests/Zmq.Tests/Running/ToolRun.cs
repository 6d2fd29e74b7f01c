
namespace ZmqTool.Tests;

/// <summary>A run of the tool in this process, with streams that the test reads and writes.</summary>
internal sealed class ToolRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _interrupt = new();
    private readonly LineLog _output = new();
    private readonly LineLog _errors = new();
    private readonly Task<int> _run;

    /// <summary>Starts the tool.</summary>
    public ToolRun(params string[] arguments)
        : this(new ToolRunOptions(), arguments)
    {
    }

    /// <summary>Starts the tool with an input and settings.</summary>
    public ToolRun(ToolRunOptions options, params string[] arguments)
    {
        ToolConsole console = new()
        {
            Input = options.Input,
            Output = _output,
            Error = new StreamWriter(_errors) { AutoFlush = true, NewLine = "\n" },
            OutputIsTerminal = options.IsTerminal,
            ConfigFolder = options.ConfigFolder,
            Environment = name => options.Environment.GetValueOrDefault(name),
        };
        _run = Task.Run(() => new Tool(console).RunAsync(arguments, _interrupt.Token));
    }

    /// <summary>The whole output so far.</summary>
    public string Output => _output.Text;

    /// <summary>The bytes of the output so far.</summary>
    public byte[] OutputBytes => _output.Bytes;

    /// <summary>Everything on the standard error so far.</summary>
    public string Errors => _errors.Text;

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<ToolResult> ToEndAsync(params string[] arguments)
    {
        await using ToolRun run = new(arguments);
        return await run.EndAsync();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ToolResult> EndAsync()
    {
        try
        {
            return new ToolResult(await _run.WaitAsync(Patience), Output, Errors);
        }
        catch (TimeoutException exception)
        {
            throw new AssertionException($"The tool did not end.\n{Output}\n{Errors}", exception);
        }
    }

    /// <summary>Waits for the endpoint that the tool listens at.</summary>
    public async Task<string> EndpointAsync() => (await ErrorLineAsync("listening on "))["listening on ".Length..];

    /// <summary>Waits for a line of the output that begins with a text.</summary>
    public Task<string> LineAsync(string begin) => LineAsync(line => line.StartsWith(begin, StringComparison.Ordinal));

    /// <summary>Waits for a line of the output.</summary>
    public Task<string> LineAsync(Func<string, bool> isWanted) => LineAsync(_output, isWanted);

    /// <summary>Waits for a line of the standard error that begins with a text.</summary>
    public Task<string> ErrorLineAsync(string begin) =>
        LineAsync(_errors, line => line.StartsWith(begin, StringComparison.Ordinal));

    /// <summary>Does what Ctrl-C does.</summary>
    public void Interrupt() => _interrupt.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _interrupt.CancelAsync();
        await ((Task)_run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _interrupt.Dispose();
    }

    private async Task<string> LineAsync(LineLog log, Func<string, bool> isWanted)
    {
        Task<string> line = log.LineAsync(isWanted);
        try
        {
            await Task.WhenAny(line, _run).WaitAsync(Patience);

            // A run that has ended may have written the line before.
            return await log.LineAsync(isWanted).WaitAsync(_run.IsCompleted ? TimeSpan.FromSeconds(1) : Patience);
        }
        catch (TimeoutException exception)
        {
            throw new AssertionException($"The line did not come.\n{Output}\n{Errors}", exception);
        }
    }
}
