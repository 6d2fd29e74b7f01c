using System.CommandLine;
using System.Diagnostics;
using ZmqTool.Endpoints;

namespace ZmqTool.Sending;

/// <summary>Makes the replies of <c>rep</c> and <c>router</c>: the request itself, a given message, or the output of a command.</summary>
internal sealed class Responder
{
    private readonly Option<bool> _echo = new("--echo") { Description = "Replies with the frames of the request" };
    private readonly Option<string?> _exec = new("--exec")
    {
        Description = "Replies with the output of a shell command, which reads the frames of the request, a line each, from its standard input",
        HelpName = "COMMAND",
    };

    private readonly Option<string[]> _frames = new("--message", "-m") { Description = "Replies with this frame; repeated for several", HelpName = "FRAME" };
    private readonly Option<bool> _literal = new("--literal") { Description = "Sends braces of -m as they are: no placeholders" };

    public Responder(Command command)
    {
        foreach (Option option in (Option[])[_echo, _exec, _frames, _literal])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Returns the function that makes replies; null if no option asks for them.</summary>
    /// <param name="run">The arguments.</param>
    /// <param name="timeout">The longest time of a command.</param>
    public Func<byte[][], long, Task<IReadOnlyList<ReadOnlyMemory<byte>>>>? Create(Invocation run, TimeSpan? timeout)
    {
        string[] frames = run.Get(_frames) ?? [];
        string? command = run.Get(_exec);
        if ((run.Get(_echo) ? 1 : 0) + (command is null ? 0 : 1) + (frames.Length > 0 ? 1 : 0) > 1)
        {
            throw ToolException.Usage("--echo, --exec and -m exclude each other: a request has one reply.");
        }

        if (command is not null)
        {
            return (request, _) => ExecuteAsync(run, command, request, timeout);
        }

        if (frames.Length > 0)
        {
            FrameTemplate[] templates = [.. frames.Select(text => new FrameTemplate(text, run.Get(_literal)))];
            return (_, number) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(
                [.. templates.Select(template => template.Fill(number, run.Console.Time))]);
        }

        return run.Get(_echo)
            ? static (request, _) => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([.. request.Select(static frame => (ReadOnlyMemory<byte>)frame)])
            : null;
    }

    // A request must get a reply, or its client waits for ever: a command that fails replies with an empty frame, and the note says why.
    private static async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ExecuteAsync(
        Invocation run, string command, byte[][] request, TimeSpan? timeout)
    {
        string[] shell = OperatingSystem.IsWindows() ? ["cmd.exe", "/c", command] : ["/bin/sh", "-c", command];
        ProcessStartInfo start = new(shell[0], shell[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        using MemoryStream output = new();
        try
        {
            // Writing, too, waits no longer than the time-out: a command that does not read leaves a large request in a full pipe.
            Task copying = process.StandardOutput.BaseStream.CopyToAsync(output, run.Cancellation);
            Task writing = WriteInputAsync(process, request, run.Cancellation);
            Task ended = Task.WhenAll(copying, writing, process.WaitForExitAsync(run.Cancellation));
            await Waiting.ForAsync(run.Console, ended, $"a result of '{command}'", timeout, run.Cancellation);
        }
        catch (ToolException exception) when (exception.ExitCode == ExitCode.TimedOut)
        {
            process.Kill(entireProcessTree: true);
            run.Console.Complain($"zmq: '{command}' did not end within {timeout!.Value.TotalSeconds:0.###} s: the reply is empty.");
            return [ReadOnlyMemory<byte>.Empty];
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            run.Console.Complain($"zmq: '{command}' ended with exit code {process.ExitCode}: the reply is empty.");
            return [ReadOnlyMemory<byte>.Empty];
        }

        return [WithoutLastLineFeed(output.ToArray())];
    }

    private static async Task WriteInputAsync(Process process, byte[][] request, CancellationToken cancellation)
    {
        try
        {
            await using Stream input = process.StandardInput.BaseStream;
            foreach (byte[] frame in request)
            {
                await input.WriteAsync(frame, cancellation);
                await input.WriteAsync("\n"u8.ToArray(), cancellation);
            }
        }
        catch (IOException)
        {
            // The command does not read its input, or not all of it.
        }
    }

    // As a shell does with $(command).
    private static ReadOnlyMemory<byte> WithoutLastLineFeed(byte[] bytes) => bytes switch
    {
        [.., (byte)'\r', (byte)'\n'] => bytes.AsMemory(..^2),
        [.., (byte)'\n'] => bytes.AsMemory(..^1),
        _ => bytes,
    };
}
