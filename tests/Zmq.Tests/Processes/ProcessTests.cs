using System.Text;
using ZmqTool.Recording;

namespace ZmqTool.Tests.Processes;

/// <summary>What only a process of its own has: signals, and pipes that are closed.</summary>
[TestFixture]
public sealed class ProcessTests : TemporaryFolderTest
{
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no signals")]
    public async Task A_signal_ends_the_tool_with_a_summary()
    {
        using ToolProcess process = new("pull", "tcp://127.0.0.1:*");
        Assert.That(await process.Errors.ReadLineAsync(), Does.StartWith("listening on tcp://127.0.0.1:"));
        process.Interrupt();
        string errors = await process.Errors.ReadToEndAsync();
        Assert.That(await process.EndAsync(), Is.EqualTo(130), errors);
        Assert.That(errors, Does.Match(@"received 0 messages \(0 bytes\) in \d+\.\d s\ninterrupted\n$"));
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
}
