using System.ComponentModel;
using System.Globalization;
using System.Text;
using ZmqTool.Recording;

namespace ZmqTool.Tests.Processes;

/// <summary>Signals, closed pipes and shells, which only a process of its own has.</summary>
[TestFixture]
public sealed class ProcessTests : TemporaryFolderTest
{
    [TestCase("INT")]
    [TestCase("TERM")]
    [Platform(Exclude = "Win", Reason = "Windows has no signals")]
    public async Task A_signal_ends_the_tool_with_a_summary(string signal)
    {
        if (signal == "INT" && IsInterruptIgnored())
        {
            Assert.Ignore("These tests run in the background of a shell, whose programs ignore Ctrl-C.");
        }

        using ToolProcess process = new("pull", "tcp://127.0.0.1:*");
        Assert.That(await process.Errors.ReadLineAsync(), Does.StartWith("listening on tcp://127.0.0.1:"));
        process.Signal(signal);
        string errors = await process.Errors.ReadToEndAsync().WaitAsync(ToolProcess.Patience);
        Assert.That(await process.EndAsync(), Is.EqualTo(130), errors);
        Assert.That(errors, Does.Match(@"received 0 messages \(0 bytes\) in \d+\.\d s\ninterrupted\n$"));
    }

    [TestCase("bash", "source <(zmq completions bash); COMP_LINE='zmq pro' COMP_POINT=7 COMP_CWORD=1; COMP_WORDS=(zmq pro); _zmq_complete; printf '%s\\n' \"${COMPREPLY[@]}\"")]
    [TestCase("zsh", "compdef() { }; source <(zmq completions zsh); compadd() { shift; print -l -- \"$@\" }; words=(zmq pro) BUFFER='zmq pro'; _zmq")]
    [TestCase("fish", "zmq completions fish | source; complete -C 'zmq pro'")]
    [Platform(Exclude = "Win", Reason = "the shells are those of Unix")]
    public async Task A_shell_completes_verbs(string shell, string script)
    {
        ToolResult result;
        try
        {
            result = await ToolProcess.RunAsync(shell, "-c", script);
        }
        catch (Win32Exception)
        {
            throw Requirement.Shell(shell).Missing("it is not installed");
        }

        Assert.That(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "probe", "proxy" }), result.Errors);
    }

    [Test]
    public async Task A_reader_that_ends_is_no_failure()
    {
        string file = PathOf("long.zmqrec");
        RecordingHeader header = new(DateTimeOffset.UnixEpoch, "PULL", ">tcp://127.0.0.1:1");
        await using (RecordingWriter writer = RecordingWriter.Create(file, replaces: false, header, TimeProvider.System))
        {
            byte[] line = Encoding.ASCII.GetBytes(new string('x', 1000));
            for (int i = 0; i < 10_000; i++)
            {
                writer.Write([line]);
            }
        }

        using ToolProcess process = new("replay", file, "--show", "--quiet");
        Assert.That(await process.Output.ReadLineAsync(), Has.Length.EqualTo(1000));
        process.Output.Close();
        Assert.That(await process.Errors.ReadToEndAsync(), Is.Empty);
        Assert.That(await process.EndAsync(), Is.Zero);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "the console of Windows hides the end of a reader")]
    public async Task A_reader_that_ends_ends_the_tool_with_the_next_message()
    {
        using ToolProcess process = new("sub", "tcp://127.0.0.1:*");
        string listening = (await process.Errors.ReadLineAsync().WaitAsync(ToolProcess.Patience))!;
        await using ToolRun publisher = new("pub", ">" + listening["listening on ".Length..], "-m", "{{count}}", "-n", "0", "--every", "10ms");
        Assert.That(await process.Output.ReadLineAsync().WaitAsync(ToolProcess.Patience), Is.Not.Null);
        process.Output.Close();
        Assert.That(await process.EndAsync(), Is.Zero);
    }

    [TestCase("zmq replay 'FILE' --show --quiet")]
    [TestCase("zmq --help")]
    [Platform("Linux", Reason = "/dev/full is of Linux")]
    public async Task A_full_disk_is_a_failure(string command)
    {
        string file = PathOf("one.zmqrec");
        await using (RecordingWriter writer = RecordingWriter.Create(
            file, replaces: false, new RecordingHeader(DateTimeOffset.UnixEpoch, "PULL", ">tcp://127.0.0.1:1"), TimeProvider.System))
        {
            writer.Write([[1]]);
        }

        ToolResult result = await ToolProcess.RunAsync("/bin/sh", "-c", command.Replace("FILE", file, StringComparison.Ordinal) + " > /dev/full");
        result.AssertFailure(1, "zmq: ");
    }

    // .NET leaves a signal ignored that was ignored when the program began, and so do the programs that it starts.
    private static bool IsInterruptIgnored()
    {
        const string Key = "SigIgn:";
        const ulong Interrupt = 1UL << (2 - 1);
        return OperatingSystem.IsLinux()
            && Array.Find(File.ReadAllLines("/proc/self/status"), static line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line
            && (ulong.Parse(line.AsSpan(Key.Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
    }
}
