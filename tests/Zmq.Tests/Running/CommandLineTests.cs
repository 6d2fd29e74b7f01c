using System.Diagnostics;

namespace ZmqTool.Tests;

/// <summary>The command line itself: help, errors, durations, completion.</summary>
[TestFixture]
public sealed class CommandLineTests
{
    private static readonly string[] Verbs =
    [
        "sub", "pub", "req", "rep", "push", "pull", "pair", "dealer", "router", "probe", "monitor", "record", "replay", "proxy", "bench", "latency",
        "top", "actor", "cert", "context", "completions",
    ];

    [Test]
    public async Task The_help_lists_all_verbs_and_exit_codes()
    {
        ToolResult result = await ToolRun.ToEndAsync("--help");
        Assert.That(result.ExitCode, Is.Zero);
        foreach (string verb in Verbs)
        {
            Assert.That(result.Output, Does.Match($@"(?m)^  {verb}\b"));
        }

        Assert.That(result.Output, Does.Contain("Exit codes: 0 done, 1 failure, 2 wrong usage, 3 time-out, 4 refused by authentication, 130 interrupted."));
    }

    [Test]
    public async Task The_help_of_a_verb_has_its_examples()
    {
        ToolResult result = await ToolRun.ToEndAsync("sub", "--help");
        Assert.That(result.Output, Does.Contain("Examples:\n  zmq sub tcp://localhost:5555 "));
    }

    [TestCase("Unrecognized command or argument 'subb'", "subb")]
    [TestCase("Unrecognized command or argument '--jsn'", "sub", "tcp://localhost:1", "--jsn")]
    [TestCase("'soon' is no duration", "sub", "tcp://localhost:1", "--timeout", "soon")]
    [TestCase("The endpoint is missing", "sub")]
    [TestCase("'localhost:1' is no endpoint", "sub", "localhost:1")]
    [TestCase("inproc:// reaches only sockets of the same process", "sub", "inproc://a")]
    [TestCase("a wildcard is no address to connect to", "sub", ">tcp://*:1")]
    [TestCase("--bind and --connect exclude each other", "sub", "tcp://localhost:1", "--bind", "--connect")]
    [TestCase("-n is a number of messages", "sub", "tcp://localhost:1", "-n", "0")]
    [TestCase("--plain-password needs --plain-user", "sub", "tcp://127.0.0.1:9", "--plain-password", "secret")]
    [TestCase("--receive is a number of messages", "pair", "tcp://127.0.0.1:9", "--receive", "-1")]
    [TestCase("-n is a number of events", "monitor", "tcp://127.0.0.1:9", "-n", "0")]
    [TestCase("-n is a number of readings", "top", "1", "-n", "0")]
    [TestCase("A context keeps neither --bind", "context", "save", "prod", "tcp://127.0.0.1:9", "--bind")]
    [TestCase("A context keeps neither --format", "context", "save", "prod", "tcp://127.0.0.1:9", "--format", "%f")]
    [TestCase("'{{nothing}}' is no placeholder", "push", "tcp://127.0.0.1:*", "-m", "{{nothing}}", "--wait", "0")]
    public async Task Wrong_usage_has_its_own_exit_code(string text, params string[] arguments)
    {
        ToolResult result = await ToolRun.ToEndAsync(arguments);
        result.AssertFailure(2, text);
        Assert.That(result.Errors, Does.Match(@"'zmq.* --help' shows the usage and examples\.\n$"));
        Assert.That(result.Output, Is.Empty);
    }

    [TestCase("5", 5)]
    [TestCase("0.5s", 0.5)]
    [TestCase("500ms", 0.5)]
    [TestCase("2m", 120)]
    [TestCase("1h", 3600)]
    [TestCase("0", 0)]
    public void Durations_have_units(string text, double seconds)
    {
        Assert.That(Durations.TryParse(text, out TimeSpan duration), Is.True);
        Assert.That(duration, Is.EqualTo(TimeSpan.FromSeconds(seconds)));
    }

    [TestCase("")]
    [TestCase("s")]
    [TestCase("-1")]
    [TestCase("1d")]
    [TestCase("NaN")]
    [TestCase("1e99")]
    [TestCase("99999h")]
    public void Other_texts_are_no_durations(string text) => Assert.That(Durations.TryParse(text, out _), Is.False);

    [TestCase("zmq pro", "probe", "proxy")]
    [TestCase("zmq cert ", "list", "new", "show")]
    [TestCase("zmq sub --for", "--format")]
    [TestCase("zmq bench --pattern ", "pub", "push")]
    public async Task Completions_come_from_the_tool(string line, params string[] expected)
    {
        ToolResult result = await ToolRun.ToEndAsync($"[suggest:{line.Length}]", line);
        Assert.That(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.SupersetOf(expected), result.Errors);
    }

    [TestCase("bash", "-n")]
    [TestCase("zsh", "-n")]
    [TestCase("fish", "--no-execute")]
    public async Task Scripts_of_completion_are_valid(string shell, string check)
    {
        string script = (await ToolRun.ToEndAsync("completions", shell)).Output;
        Assert.That(script, Does.Contain("[suggest:"));
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(shell, [check]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw Requirement.Shell(shell).Missing("it is not installed");
        }

        using (process)
        {
            await process.StandardInput.WriteAsync(script);
            process.StandardInput.Close();
            string errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.That((process.ExitCode, errors), Is.EqualTo((0, string.Empty)));
        }
    }
}
