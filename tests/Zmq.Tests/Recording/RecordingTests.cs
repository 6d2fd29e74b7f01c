using System.Text;
using ZmqTool.Recording;

namespace ZmqTool.Tests.Recording;

/// <summary>Recordings and their replay.</summary>
[TestFixture]
public sealed class RecordingTests : TemporaryFolderTest
{
    private const string Any = "tcp://127.0.0.1:*";

    private static readonly byte[][] Binary = [[.. Enumerable.Range(0, 256).Select(static i => (byte)i)], [], new byte[100_000]];

    [Test]
    public async Task A_replay_is_byte_identical()
    {
        string file = PathOf("a.zmqrec");
        using PythonPeer source = new("xpub", "bind", Any);
        await using ToolRun record = new("record", file, source.Endpoint, "-n", "2");
        Assert.That(source.ReceiveHex(), Is.EqualTo("01"));
        source.SendBytes(Binary);
        source.Send("weather", "sunny");
        ToolResult recorded = await record.EndAsync();
        Assert.That(recorded.ExitCode, Is.Zero, recorded.Errors);
        Assert.That(recorded.Errors, Does.Match(@"received 2 messages \(100,268 bytes\) in .*\n.*a\.zmqrec has 100,\d{3} bytes\n$"));

        await using ToolRun replay = new("replay", file, Any, "--speed", "0");
        using PythonPeer target = new("sub", "connect", await replay.EndpointAsync());
        Assert.That(target.ReceiveHex(), Is.EqualTo(string.Join(' ', Binary.Select(static f => f.Length == 0 ? "-" : Convert.ToHexStringLower(f)))));
        Assert.That(target.Receive(), Is.EqualTo("weather|sunny"));
        Assert.That((await replay.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Work_is_recorded_and_pushed_again()
    {
        string file = PathOf("jobs.zmqrec");
        using PythonPeer source = new("push", "bind", Any);
        await using ToolRun record = new("record", file, source.Endpoint, "--type", "pull", "-n", "1");
        source.Send("job");
        Assert.That((await record.EndAsync()).ExitCode, Is.Zero);
        await using ToolRun replay = new("replay", file, Any, "--type", "push");
        using PythonPeer target = new("pull", "connect", await replay.EndpointAsync());
        Assert.That(target.Receive(), Is.EqualTo("job"));
    }

    [Test]
    public async Task A_recording_is_shown_with_its_times()
    {
        string file = PathOf("b.zmqrec");
        await WriteAsync(file, "one", "two");
        ToolResult result = await ToolRun.ToEndAsync("replay", file, "--show", "--format", "%n %f");
        result.AssertOutput("1 one\n2 two\n");
        Assert.That(result.Errors, Is.EqualTo("recorded by SUB at >tcp://127.0.0.1:1, 2026-11-26T12:00:00.000Z\n"));
    }

    [Test]
    public void Times_of_a_replay_follow_the_recording()
    {
        RecordedMessage first = new(TimeSpan.FromSeconds(3), []);
        RecordedMessage later = new(TimeSpan.FromSeconds(7), []);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new ReplaySchedule(1).DueAfter(first, first), Is.EqualTo(TimeSpan.Zero));
            Assert.That(new ReplaySchedule(1).DueAfter(first, later), Is.EqualTo(TimeSpan.FromSeconds(4)));
            Assert.That(new ReplaySchedule(2).DueAfter(first, later), Is.EqualTo(TimeSpan.FromSeconds(2)));
            Assert.That(new ReplaySchedule(0.5).DueAfter(first, later), Is.EqualTo(TimeSpan.FromSeconds(8)));
            Assert.That(new ReplaySchedule(0).DueAfter(first, later), Is.EqualTo(TimeSpan.Zero));
            Assert.That(new ReplaySchedule(1e-30).DueAfter(first, first), Is.EqualTo(TimeSpan.Zero));
            Assert.That(new ReplaySchedule(1e-30).DueAfter(first, later), Is.EqualTo(TimeSpan.MaxValue));
            Assert.That(new ReplaySchedule(double.Epsilon).DueAfter(first, later), Is.EqualTo(TimeSpan.MaxValue));
            Assert.That(new ReplaySchedule(double.PositiveInfinity).DueAfter(first, later), Is.EqualTo(TimeSpan.Zero));
        }
    }

    [Test]
    public async Task A_pause_that_is_longer_than_any_timer_is_waited_for()
    {
        string file = PathOf("h.zmqrec");
        ManualTime time = new();
        await using (RecordingWriter writer = RecordingWriter.Create(file, replaces: false, Header, time))
        {
            writer.Write(["first"u8.ToArray()]);
            time.Advance(TimeSpan.FromSeconds(1));
            writer.Write(["never"u8.ToArray()]);
        }

        await using ToolRun replay = new("replay", file, Any, "--type", "push", "--speed", "1e-30");
        using PythonPeer target = new("pull", "connect", await replay.EndpointAsync());
        Assert.That(target.Receive(), Is.EqualTo("first"));
        replay.Interrupt();
        ToolResult result = await replay.EndAsync();
        Assert.That(result.ExitCode, Is.EqualTo(ExitCode.Interrupted), result.Errors);
    }

    [Test]
    public async Task Offsets_are_kept()
    {
        string file = PathOf("c.zmqrec");
        ManualTime time = new();
        await using (RecordingWriter writer = RecordingWriter.Create(file, replaces: false, Header, time))
        {
            writer.Write([[1]]);
            time.Advance(TimeSpan.FromMilliseconds(1500));
            writer.Write([[2]]);
        }

        using RecordingReader reader = RecordingReader.Open(file);
        Assert.That(reader.Header, Is.EqualTo(Header));
        Assert.That(reader.ReadAll().Select(static m => m.Offset), Is.EqualTo(new[] { TimeSpan.Zero, TimeSpan.FromMilliseconds(1500) }));
    }

    [Test]
    public async Task A_torn_recording_gives_its_whole_messages_and_fails()
    {
        string file = PathOf("d.zmqrec");
        await WriteAsync(file, "one", "two");
        byte[] whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, whole[..^1]);
        ToolResult result = await ToolRun.ToEndAsync("replay", file, "--show");
        Assert.That(result.Output, Is.EqualTo("one\n"));
        result.AssertFailure(1, "message 2 is not complete. The 1 before it are.");
    }

    // Any cut and any changed byte gives messages or a text, never another exception.
    [Test]
    public async Task A_damaged_recording_is_refused()
    {
        string file = PathOf("e.zmqrec");
        await WriteAsync(file, "one");
        byte[] whole = await File.ReadAllBytesAsync(file);
        for (int i = 0; i < whole.Length; i++)
        {
            foreach (byte[] damaged in (byte[][])[whole[..i], [.. whole[..i], 0xff, .. whole[(i + 1)..]]])
            {
                await File.WriteAllBytesAsync(file, damaged);
                try
                {
                    using RecordingReader reader = RecordingReader.Open(file);
                    Assert.That(reader.ReadAll().Count(), Is.LessThanOrEqualTo(1));
                }
                catch (ToolException exception)
                {
                    Assert.That(exception.ExitCode, Is.EqualTo(1));
                }
            }
        }
    }

    [Test]
    public async Task An_existing_file_is_not_replaced()
    {
        string file = PathOf("f.zmqrec");
        await File.WriteAllTextAsync(file, "precious");
        (await ToolRun.ToEndAsync("record", file, Any)).AssertFailure(1, $"{file} exists; --force replaces it.");
        (await ToolRun.ToEndAsync("replay", file, "--show")).AssertFailure(1, $"{file} is no recording of 'zmq record'.");
        (await ToolRun.ToEndAsync("replay", PathOf("none"), "--show")).AssertFailure(1, "There is no recording");
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo("precious"));
    }

    [Test]
    public async Task A_socket_that_fails_leaves_the_file_as_it_was()
    {
        string file = PathOf("g.zmqrec");
        using PythonPeer peer = new("pull", "bind", Any);
        (await ToolRun.ToEndAsync("record", file, "@" + peer.Endpoint, "--type", "pull")).AssertFailure(1, "address already in use");
        Assert.That(File.Exists(file), Is.False);
        await File.WriteAllTextAsync(file, "precious");
        (await ToolRun.ToEndAsync("record", file, "@" + peer.Endpoint, "--type", "pull", "--force")).AssertFailure(1, "address already in use");
        Assert.That(await File.ReadAllTextAsync(file), Is.EqualTo("precious"));
    }

    private static readonly RecordingHeader Header = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero), "SUB", ">tcp://127.0.0.1:1");

    private static async Task WriteAsync(string file, params string[] messages)
    {
        await using RecordingWriter writer = RecordingWriter.Create(file, replaces: false, Header, TimeProvider.System);
        foreach (string message in messages)
        {
            writer.Write([Encoding.UTF8.GetBytes(message)]);
        }
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += (long)(time.TotalSeconds * TimestampFrequency);
    }
}
