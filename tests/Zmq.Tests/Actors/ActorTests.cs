using System.Collections.Concurrent;
using System.Text;
using ZmqNative.Actors;

namespace ZmqTool.Tests.Actors;

/// <summary>The verbs of actors, against a broker of this process.</summary>
[TestFixture]
public sealed class ActorTests
{
    private Broker _broker = null!;

    [SetUp]
    public void StartBroker() => _broker = new Broker("tcp://127.0.0.1:*");

    [TearDown]
    public async Task StopBrokerAsync() => await _broker.DisposeAsync();

    [Test]
    public async Task Ask_shows_the_answer()
    {
        _ = _broker.Spawn("upper", static (string text) => text.ToUpperInvariant());
        (await ToolRun.ToEndAsync("actor", "ask", $"{_broker.LastEndpoint}/upper", "-m", "hello {{count}}", "-n", "2")).AssertOutput("HELLO 1\nHELLO 2\n");
    }

    [Test]
    public async Task Ask_shows_bytes_in_the_given_format()
    {
        _ = _broker.Spawn("bytes", static (byte[] bytes) => (byte[])[.. bytes, 0x00, 0xff]);
        await using ToolRun run = new(
            new ToolRunOptions { Input = new MemoryStream([0x01, 0xfe]) }, "actor", "ask", $"{_broker.LastEndpoint}/bytes", "--input", "whole", "--bytes", "--hex");
        (await run.EndAsync()).AssertOutput("01fe00ff\n");
    }

    [Test]
    public async Task Ask_sends_a_typed_message_as_it_is_given()
    {
        _ = _broker.Spawn("double", static (int number) => 2 * number);
        (await ToolRun.ToEndAsync("actor", "ask", $"{_broker.LastEndpoint}/double", "--as", "int", "-m", "21")).AssertOutput("42\n");
        (await ToolRun.ToEndAsync("actor", "ask", $"{_broker.LastEndpoint}/double", "--as", "int", "-m", "many")).AssertFailure(1, "double");
    }

    [Test]
    public async Task Bytes_that_are_no_text_need_an_option()
    {
        await using ToolRun run = new(
            new ToolRunOptions { Input = new MemoryStream([0xff]) }, "actor", "ask", $"{_broker.LastEndpoint}/any", "--input", "whole");
        (await run.EndAsync()).AssertFailure(2, "--bytes sends it as bytes");
    }

    [Test]
    public async Task Ask_of_an_unknown_actor_fails() =>
        (await ToolRun.ToEndAsync("actor", "ask", $"{_broker.LastEndpoint}/nobody", "-m", "x")).AssertFailure(1, "nobody");

    [Test]
    public async Task Ask_without_a_broker_times_out() =>
        (await ToolRun.ToEndAsync("actor", "ask", "tcp://127.0.0.1:9/x", "-m", "x", "--timeout", "200ms"))
            .AssertFailure(3, "'zmq probe tcp://127.0.0.1:9' tells whether the broker can be reached.");

    [Test]
    public async Task Tell_reaches_the_actor()
    {
        using BlockingCollection<string> told = [];
        _ = _broker.Spawn("log", (message, _) =>
        {
            told.Add(message as string ?? Encoding.UTF8.GetString((byte[])message));
            return ValueTask.CompletedTask;
        });
        await using ToolRun run = new(new ToolRunOptions { InputText = "one\ntwo\n" }, "actor", "tell", $"{_broker.LastEndpoint}/log");
        ToolResult result = await run.EndAsync();
        Assert.That((result.ExitCode, result.Errors), Is.EqualTo((0, "sent 2 messages\n")));
        Assert.That(told.TryTake(out string? first, TimeSpan.FromSeconds(30)), Is.True);
        Assert.That(told.TryTake(out string? second, TimeSpan.FromSeconds(30)), Is.True);
        Assert.That((first, second), Is.EqualTo(("one", "two")));
    }

    [Test]
    public async Task Stream_shows_each_answer_until_the_count()
    {
        _ = _broker.Spawn("count", static async (_, context) =>
        {
            using ReplyWriter<string> writer = context.ReplyStream<string>();
            for (int i = 1; i <= 5; i++)
            {
                await writer.WriteAsync($"{i}");
            }

            writer.Complete();
        });
        ToolResult result = await ToolRun.ToEndAsync("actor", "stream", $"{_broker.LastEndpoint}/count", "-m", "go", "-n", "3");
        result.AssertOutput("1\n2\n3\n");
        Assert.That(result.Errors, Is.EqualTo("received 3 answers\n"));
    }

    [Test]
    public async Task Stream_ends_with_the_last_answer()
    {
        _ = _broker.Spawn("twice", static async (_, context) =>
        {
            using ReplyWriter<string> writer = context.ReplyStream<string>();
            await writer.WriteAsync("one");
            await writer.WriteAsync("two");
            writer.Complete();
        });
        (await ToolRun.ToEndAsync("actor", "stream", $"{_broker.LastEndpoint}/twice", "-m", "go")).AssertOutput("one\ntwo\n");
    }

    [Test]
    public async Task Watch_ends_with_the_actor()
    {
        ActorRef actor = _broker.Spawn("order/42", static (_, _) => ValueTask.CompletedTask);
        await using ToolRun run = new("actor", "watch", $"{_broker.LastEndpoint}/order/42");
        await run.ErrorLineAsync("waiting for the end of ");
        await _broker.StopAsync(actor);
        ToolResult result = await run.EndAsync();
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.StartWith("stopped ").And.EndWith("order/42\n"));
    }

    [Test]
    public async Task Watch_ends_with_ctrl_c()
    {
        _ = _broker.Spawn("order/42", static (_, _) => ValueTask.CompletedTask);
        await using ToolRun run = new("actor", "watch", $"{_broker.LastEndpoint}/order/42");
        await run.ErrorLineAsync("waiting for the end of ");
        run.Interrupt();
        Assert.That((await run.EndAsync()).ExitCode, Is.EqualTo(130));
    }

    [TestCase("upper")]
    [TestCase("tcp://127.0.0.1:5570")]
    [TestCase("tcp://127.0.0.1:5570/")]
    public async Task A_wrong_address_is_a_usage_error(string address) =>
        (await ToolRun.ToEndAsync("actor", "ask", address, "-m", "x")).AssertFailure(2, $"'{address}' is no address of an actor");
}
