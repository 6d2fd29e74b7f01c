namespace ZmqTool.Tests.Contexts;

/// <summary>Saved settings.</summary>
[TestFixture]
public sealed class ContextTests : TemporaryFolderTest
{
    [Test]
    public async Task A_saved_context_gives_endpoint_and_options()
    {
        using PythonPeer peer = new("push", "bind", "tcp://127.0.0.1:*");
        Assert.That((await RunAsync("context", "save", "prod", peer.Endpoint, "--json", "--timeout", "20s")).ExitCode, Is.Zero);
        await using ToolRun run = Start("pull", "--context", "prod", "-n", "1");
        peer.Send("hello");
        Assert.That((await run.EndAsync()).Output, Does.EndWith("\"frames\":[\"hello\"]}\n"));
    }

    [Test]
    public async Task The_command_line_goes_first()
    {
        using PythonPeer peer = new("push", "bind", "tcp://127.0.0.1:*");
        _ = await RunAsync("context", "save", "prod", "tcp://127.0.0.1:9", "--json");
        await using ToolRun run = Start("pull", peer.Endpoint, "--context", "prod", "-n", "1", "--hex");
        peer.Send("hello");
        (await run.EndAsync()).AssertOutput("68656c6c6f\n");
    }

    [Test]
    public async Task Saving_again_keeps_what_is_not_given()
    {
        _ = await RunAsync("context", "save", "prod", "tcp://prod:5555", "--plain-user", "me", "--plain-password", "secret");
        _ = await RunAsync("context", "save", "prod", "--timeout", "2m");
        (await RunAsync("context", "show", "prod")).AssertOutput(
            "endpoint        tcp://prod:5555\nplain-user      me\nplain-password  (saved)\ntimeout         120\n");
        (await RunAsync("context", "show", "prod", "--json")).AssertOutput(
            """{"endpoint":"tcp://prod:5555","plain-user":"me","plain-password":"(saved)","timeout":120}""" + "\n");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Unix has the modes")]
    public async Task A_file_is_readable_by_its_owner_alone()
    {
        _ = await RunAsync("context", "save", "prod", "tcp://prod:5555");
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(PathOf("prod.json")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Test]
    public async Task Contexts_are_listed_and_removed()
    {
        _ = await RunAsync("context", "save", "two", "tcp://b:2");
        _ = await RunAsync("context", "save", "one", "tcp://a:1");
        _ = await RunAsync("context", "save", "none", "--json");
        (await RunAsync("context", "list")).AssertOutput("none\t-\none\ttcp://a:1\ntwo\ttcp://b:2\n");
        Assert.That((await RunAsync("context", "remove", "two")).ExitCode, Is.Zero);
        (await RunAsync("context", "list")).AssertOutput("none\t-\none\ttcp://a:1\n");
    }

    [Test]
    public async Task An_unknown_context_is_a_usage_error()
    {
        (await RunAsync("sub", "--context", "prod")).AssertFailure(2, "There is no context 'prod'. There is none yet. 'zmq context save prod' makes it.");
        (await RunAsync("context", "save", "../evil", "tcp://a:1")).AssertFailure(2, "'../evil' is no name of a context");
    }

    [Test]
    public async Task A_damaged_file_is_named()
    {
        await File.WriteAllTextAsync(PathOf("prod.json"), "{");
        (await RunAsync("sub", "--context", "prod")).AssertFailure(1, $"The context in {PathOf("prod.json")} cannot be read");
    }

    [Test]
    public async Task A_time_out_of_range_in_a_file_is_a_usage_error()
    {
        await File.WriteAllTextAsync(PathOf("prod.json"), """{"endpoint":"tcp://127.0.0.1:9","timeout":1e30}""");
        await File.WriteAllTextAsync(PathOf("test.json"), """{"endpoint":">tcp://127.0.0.1:9","wait":-1}""");
        (await RunAsync("pull", "--context", "prod", "-n", "1")).AssertFailure(2, "The context has 'timeout' of 1E+30 seconds: it must be from 0 to 2073600");
        (await RunAsync("actor", "ask", "tcp://127.0.0.1:9/a", "-m", "x", "--context", "prod")).AssertFailure(2, "The context has 'timeout' of 1E+30 seconds");
        (await RunAsync("push", "--context", "test", "-m", "x")).AssertFailure(2, "The context has 'wait' of -1 seconds");
    }

    [Test]
    public async Task A_damaged_file_does_not_hide_the_others()
    {
        await File.WriteAllTextAsync(PathOf("broken.json"), "{");
        await File.WriteAllTextAsync(PathOf("no name.json"), "{}");
        _ = await RunAsync("context", "save", "prod", "tcp://prod:5555");
        ToolResult result = await RunAsync("context", "list");
        Assert.That(result.Output, Is.EqualTo("prod\ttcp://prod:5555\n"));
        result.AssertFailure(1, $"The context in {PathOf("broken.json")} cannot be read");
        result.AssertFailure(1, "'no name' is no name of a context");
    }

    private ToolRun Start(params string[] arguments) => new(new ToolRunOptions { ConfigFolder = Folder }, arguments);

    private async Task<ToolResult> RunAsync(params string[] arguments)
    {
        await using ToolRun run = Start(arguments);
        return await run.EndAsync();
    }
}
