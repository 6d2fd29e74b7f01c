using System.Text;
using ZmqNative;
using ZmqTool.Output;

namespace ZmqTool.Tests.Sockets;

/// <summary>Every format of the output, with messages of pyzmq.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FormatTests
{
    private static readonly byte[][] Weather = [Encoding.UTF8.GetBytes("weather"), Encoding.UTF8.GetBytes("Grüße, 世界 👩‍🚀")];
    private static readonly byte[][] Binary = [[0x00, 0xff, 0x0a], [], Encoding.UTF8.GetBytes("a\\b\tc\r\n\u001b[31m")];

    [Test]
    public Task Text_is_a_line_a_message_and_escapes_what_is_no_text() => AssertAsync(
        "weather | Grüße, 世界 👩‍🚀\n" + @"\x00\xff\n |  | a\\b\tc\r\n\x1b[31m" + "\n", "--text");

    [Test]
    public Task Text_is_the_default() => AssertAsync(
        "weather | Grüße, 世界 👩‍🚀\n" + @"\x00\xff\n |  | a\\b\tc\r\n\x1b[31m" + "\n");

    [Test]
    public Task Hex_is_a_line_a_message() => AssertAsync(
        $"77656174686572 {Convert.ToHexStringLower(Weather[1])}\n00ff0a - 615c6209630d0a1b5b33316d\n", "--hex");

    [Test]
    public async Task Raw_is_the_bytes_alone()
    {
        byte[] output = await ReceiveAsync("--raw");
        Assert.That(output, Is.EqualTo(Weather.Concat(Binary).SelectMany(static frame => frame)));
    }

    [Test]
    public async Task Json_has_texts_and_base64()
    {
        string output = Encoding.UTF8.GetString(await ReceiveAsync("--json"));
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.That(lines, Has.Length.EqualTo(2), output);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines[0], Does.Match("""^\{"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z","frames":\["weather","Grüße, 世界 👩‍🚀"\]\}$"""));
            Assert.That(lines[1], Does.EndWith("""
                "frames":[{"base64":"AP8K"},"","a\\b\tc\r\n\u001B[31m"]}
                """.Trim()));
        }
    }

    [Test]
    public Task A_format_has_its_own_fields() => AssertAsync(
        "1 weather=Grüße, 世界 👩‍🚀 2 \t34 %\n" + @"2 \x00\xff\n= | a\\b\tc\r\n\x1b[31m 3 " + "\t15 %\n",
        "--format",
        @"%n %t=%p %c \t%s %%");

    // Its memory is never written, so it uses none.
    [Test]
    public void A_frame_that_no_array_can_have_is_a_failure()
    {
        using MultipartMessage message = MultipartMessage.Create(Frame.Allocate(int.MaxValue));
        ToolException failure = Assert.Throws<ToolException>(() => ToolMessage.Copy(message))!;
        Assert.That((failure.ExitCode, failure.Message), Is.EqualTo((1, "A message has a frame of 2,147,483,647 bytes; the tool reads at most 2,147,483,591.")));
    }

    [Test]
    public async Task A_terminal_gets_a_colored_topic()
    {
        using PythonPeer peer = new("push", "bind", "tcp://127.0.0.1:*");
        await using ToolRun run = new(new ToolRunOptions { IsTerminal = true }, "pull", peer.Endpoint, "-n", "1");
        peer.SendBytes(Weather);
        (await run.EndAsync()).AssertOutput("\u001b[36mweather\u001b[0m \u001b[2m|\u001b[0m Grüße, 世界 👩‍🚀\n");
    }

    [Test]
    public async Task No_color_is_respected_and_overruled()
    {
        using PythonPeer peer = new("push", "bind", "tcp://127.0.0.1:*");
        ToolRunOptions options = new() { IsTerminal = true, Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NO_COLOR"] = "1" } };
        await using ToolRun plain = new(options, "pull", peer.Endpoint, "-n", "1");
        peer.Send("a", "b");
        (await plain.EndAsync()).AssertOutput("a | b\n");

        // Another peer: the first one may not have noticed yet that its puller has gone.
        using PythonPeer other = new("push", "bind", "tcp://127.0.0.1:*");
        await using ToolRun colored = new(options, "pull", other.Endpoint, "-n", "1", "--color", "always");
        other.Send("a", "b");
        (await colored.EndAsync()).AssertOutput("\u001b[36ma\u001b[0m \u001b[2m|\u001b[0m b\n");
    }

    [TestCase("%x", "'%x' is not known")]
    [TestCase("%", "'%' is not known")]
    public async Task A_wrong_format_is_a_usage_error(string format, string text) =>
        (await ToolRun.ToEndAsync("pull", "tcp://127.0.0.1:1", "--format", format)).AssertFailure(2, text);

    [Test]
    public async Task Two_formats_are_a_usage_error() =>
        (await ToolRun.ToEndAsync("pull", "tcp://127.0.0.1:1", "--json", "--hex")).AssertFailure(2, "--json and --hex exclude each other");

    [Test]
    public void A_number_that_json_does_not_have_is_null_in_a_report()
    {
        Report report = new();
        report.Add("value", double.NaN);
        report.Add("rate", 1.5);
        Assert.That(report.ToJson(), Is.EqualTo("{\"value\":null,\"rate\":1.5}\n"));
    }

    private static async Task AssertAsync(string expected, params string[] format) =>
        Assert.That(Encoding.UTF8.GetString(await ReceiveAsync(format)), Is.EqualTo(expected));

    private static async Task<byte[]> ReceiveAsync(params string[] format)
    {
        using PythonPeer peer = new("push", "bind", "tcp://127.0.0.1:*");
        await using ToolRun run = new(["pull", peer.Endpoint, "-n", "2", .. format]);
        peer.SendBytes(Weather);
        peer.SendBytes(Binary);
        ToolResult result = await run.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Errors, Does.Match(@"(^|\n)received 2 messages \(49 bytes\) in \d+\.\d s\n$"));
        return run.OutputBytes;
    }
}
