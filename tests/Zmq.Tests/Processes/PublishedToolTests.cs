using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ZmqTool.Tests.Processes;

/// <summary>The tool as one file of NativeAOT, which is published without a warning, and as a packed .NET tool. They take some minutes.</summary>
[TestFixture]
[NonParallelizable]
public sealed class PublishedToolTests : TemporaryFolderTest
{
    [OneTimeSetUp]
    public void RequireTime()
    {
        if (Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") != "1")
        {
            throw Requirement.PublishedTool.Missing("they publish for some minutes, so they run with --long");
        }
    }

    [Test]
    [Platform("Linux", Reason = "the static libzmq is built there")]
    public async Task One_file_of_native_code_does_all()
    {
        await DotnetAsync("publish", Project, "-r", RuntimeInformation.RuntimeIdentifier, "-p:ZmqNativeStatic=true", "-o", Folder, "-v", "q", "--nologo");
        string program = PathOf("zmq");
        Assert.That(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories), Is.EqualTo(new[] { program }));
        await AssertWorksAsync(program);

        // For the report: 20 starts of the help and of a verb that loads libzmq.
        await TestContext.Out.WriteLineAsync($"size {new FileInfo(program).Length / 1e6:0.0} MB");
        await ReportStartAsync(program, "--version");
        await ReportStartAsync(program, "pub", "tcp://127.0.0.1:*", "-m", "x", "--wait", "0", "--linger", "0");
    }

    [Test]
    public async Task The_packed_tool_is_installed_and_runs()
    {
        string packages = PathOf("packages");
        await DotnetAsync("pack", Project, "-o", packages, "-v", "q", "--nologo");
        string package = Path.GetFileName(Directory.GetFiles(packages, "ZmqNative.Tool.*.nupkg").Single());
        string version = package["ZmqNative.Tool.".Length..^".nupkg".Length];
        await DotnetAsync("tool", "install", "ZmqNative.Tool", "--version", version, "--source", packages, "--tool-path", PathOf("tools"));
        await AssertWorksAsync(Path.Combine(PathOf("tools"), OperatingSystem.IsWindows() ? "zmq.exe" : "zmq"));
    }

    private static string Project => Path.Combine(FindRoot(), "tools", "Zmq");

    // Verbs of all libraries: sockets, certificates, measurements, metrics, actors.
    private async Task AssertWorksAsync(string program)
    {
        ToolResult bench = await ToolProcess.RunAsync(program, "bench", "-n", "1000", "--json");
        Assert.That(bench.ExitCode, Is.Zero, bench.Errors);
        Assert.That(bench.Output, Does.Contain("\"messages\":1000"));
        Assert.That((await ToolProcess.RunAsync(program, "latency", "-n", "100", "--histogram")).Output, Does.Contain("Total count    =          100"));
        Assert.That((await ToolProcess.RunAsync(program, "cert", "new", PathOf("a.key"), "--force")).ExitCode, Is.Zero);
        using PythonPeer peer = new("xpub", "bind", "tcp://127.0.0.1:*");
        ToolResult probe = await ToolProcess.RunAsync(program, "probe", peer.Endpoint);
        Assert.That(probe.Output, Does.Contain("socket-type     XPUB\n"), probe.Errors);
        Task<ToolResult> sub = ToolProcess.RunAsync(program, "sub", peer.Endpoint, "-n", "1", "--json");
        Assert.That(peer.ReceiveHex(), Is.EqualTo("01"));
        peer.Send("weather", "sunny");
        Assert.That((await sub).Output, Does.Match("""^\{"time":"[^"]+","frames":\["weather","sunny"\]\}\n$"""));
        await using ZmqNative.Actors.Broker broker = new("tcp://127.0.0.1:*");
        _ = broker.Spawn("upper", static (string text) => text.ToUpperInvariant());
        (await ToolProcess.RunAsync(program, "actor", "ask", $"{broker.LastEndpoint}/upper", "-m", "hello")).AssertOutput("HELLO\n");
        ToolResult top = await ToolProcess.RunAsync(program, "top", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "-n", "1", "--json");
        Assert.That(top.ExitCode, Is.Zero, top.Errors);
        Assert.That(top.Output, Does.Contain("\"name\":\"messaging.client.sent.messages\""));
    }

    private static async Task ReportStartAsync(string program, params string[] arguments)
    {
        List<double> times = [];
        for (int i = 0; i < 20; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            ToolResult result = await ToolProcess.RunAsync(program, arguments);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            Assert.That(result.ExitCode, Is.Zero, result.Errors);
        }

        times.Sort();
        await TestContext.Out.WriteLineAsync($"zmq {string.Join(' ', arguments)}: median {times[10]:0.0} ms, {times[0]:0.0} to {times[^1]:0.0} ms");
    }

    private static async Task DotnetAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero, output + await errors);
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ZmqNative.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The sources are not there.");
    }
}
