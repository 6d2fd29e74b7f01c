namespace ZmqNative.Tests;

/// <summary>Calls without free file descriptors fail with the reason; the process continues, and later calls succeed.</summary>
[TestFixture]
[Platform("Linux", Reason = "lowers the limit with setrlimit")]
public sealed class DescriptorTests
{
    private const string ProbeName = "ZmqNative.Tests.DescriptorProbe.dll";

    [TestCase("context", "Cannot create a context")]
    [TestCase("first", "The first socket of a context needs 7 file descriptors")]
    [TestCase("later", "Cannot monitor PULL socket")]
    [TestCase("bind", "Cannot bind PULL socket to tcp://127.0.0.1:*")]
    [TestCase("reactor", "Cannot create")]
    [TestCase("errors", "Cannot bind PUB socket")]
    public async Task Calls_fail_with_the_reason(string scenario, string message)
    {
        string[] lines = await RunAsync(scenario);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(lines, Has.Some.Contains(message).And.Contains("(EMFILE)").And.Contains("no file descriptors left"));
            Assert.That(lines, Has.None.Contains("FileNotFoundException").And.None.Contains("OutOfMemoryException"));
            Assert.That(lines.Where(static line => line.Contains("many left: ", StringComparison.Ordinal)), Has.None.Contains("(EMFILE)"));
        }
    }

    [Test]
    public async Task The_first_errors_of_a_process_are_the_same_as_with_descriptors()
    {
        string[] lines = await RunAsync("errors");

        (string Step, string Exception)[] expected =
        [
            ("transport", nameof(ZmqException)), ("option", nameof(ZmqException)), ("type", nameof(ZmqException)),
            ("closed", nameof(ObjectDisposedException)), ("argument", nameof(ArgumentException)), ("encoding", nameof(ArgumentException)),
            ("wildcard", nameof(ArgumentException)), ("IPv6", nameof(InvalidOperationException)),
            ("shutdown", nameof(ContextTerminatedException)),
        ];
        using (Assert.EnterMultipleScope())
        {
            foreach ((string step, string exception) in expected)
            {
                Assert.That(lines, Has.Some.StartsWith($"{step}: {exception}:"));
            }
        }
    }

    [TestCase("connect")]
    [TestCase("accept")]
    [TestCase("accept-ipc")]
    [TestCase("names")]
    public async Task The_background_work_of_libzmq_waits_for_descriptors(string scenario)
    {
        if (scenario == "accept-ipc" && !Zmq.Has("zmqnative"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another, and would end the process");
        }

        string[] lines = await RunAsync(scenario);
        Assert.That(lines[1..^1], Has.Length.EqualTo(2).And.All.EndsWith(": fine"));
    }

    [Test]
    public async Task Connections_leave_a_reserve_and_are_accepted_again_later()
    {
        if (!Zmq.Has("zmqnative"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }

        string[] lines = await RunAsync("reserve");
        Assert.That(lines[1..^1], Has.Length.EqualTo(5).And.All.EndsWith(": fine"));
    }

    private static async Task<string[]> RunAsync(string scenario)
    {
        // The background compiler is off: the runtime ends the process when it cannot start that thread.
        ProcessResult result = (await ChildProcess.TryRunAsync(
            DotnetHost.Path,
            [Path.Combine(AppContext.BaseDirectory, ProbeName), scenario],
            [("DOTNET_TieredCompilation", "0")]))!;
        string[] lines = result.Output.TrimEnd().Split(Environment.NewLine);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(lines[^1], Is.EqualTo("ended"), result.ToString());
        return lines;
    }
}
