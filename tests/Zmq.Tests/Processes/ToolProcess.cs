using System.Diagnostics;
using System.Globalization;

namespace ZmqTool.Tests.Processes;

/// <summary>The tool in a process of its own.</summary>
internal sealed class ToolProcess : IDisposable
{
    /// <summary>The one time-out: it only ends a hang.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    /// <summary>Starts the program beside the tests.</summary>
    public ToolProcess(params string[] arguments)
        : this(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "zmq.exe" : "zmq"), arguments)
    {
    }

    public ToolProcess(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The program's launcher looks for a runtime in the default folders; this one may be in another folder.
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);

        // Scripts of shells call it by its name.
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}{Path.PathSeparator}{start.Environment["PATH"]}";
        _process = Process.Start(start)!;
    }

    public StreamReader Output => _process.StandardOutput;

    public StreamReader Errors => _process.StandardError;

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ToolResult> RunAsync(string program, params string[] arguments)
    {
        using ToolProcess process = new(program, arguments);
        Task<string> errors = process.Errors.ReadToEndAsync();
        string output = await process.Output.ReadToEndAsync();
        return new ToolResult(await process.EndAsync(), output, await errors);
    }

    /// <summary>Sends a signal, such as <c>INT</c>, that of Ctrl-C.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        // Does nothing to a process that has ended.
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
