using ZmqNative.Interop;

namespace ZmqNative.Tests;

/// <summary>The search for libzmq, each time in a separate process.</summary>
[TestFixture]
public sealed class LoaderTests
{
    private const string ProbeName = "ZmqNative.Tests.LoaderProbe";

    private static readonly string Here = AppContext.BaseDirectory;
    private string _folder = null!;

    [SetUp]
    public void MakeAFolder() => _folder = Directory.CreateTempSubdirectory("zmqnative-loader-").FullName;

    [TearDown]
    public void RemoveTheFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_library_of_this_process_is_a_file_and_new_enough()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Zmq.LibraryPath, Does.Exist);
            Assert.That(Zmq.Version, Is.GreaterThanOrEqualTo(new Version(4, 3, 0)));
            Assert.That(Zmq.Capabilities, Does.Contain("plain"));
        }
    }

    [Test]
    public async Task The_file_that_the_variable_names_is_loaded_first()
    {
        string copy = CopyOfTheLibrary("elsewhere.bin");

        ProcessResult result = await ProbeAsync(Here, copy);

        Assert.That(result.Output.Trim(), Is.EqualTo($"{Zmq.Version} from {copy}"), result.ToString());
    }

    [Test]
    public async Task A_relative_path_counts_from_the_working_directory()
    {
        string copy = CopyOfTheLibrary("elsewhere.bin");

        ProcessResult result = await ProbeAsync(Here, Path.GetRelativePath(Environment.CurrentDirectory, copy));

        Assert.That(result.Output.Trim(), Is.EqualTo($"{Zmq.Version} from {copy}"), result.ToString());
    }

    [Test]
    public async Task The_file_beside_the_program_is_found()
    {
        CopyProbe();
        string copy = CopyOfTheLibrary(FileName);

        ProcessResult result = await ProbeAsync(_folder, null);

        Assert.That(result.Output.Trim(), Is.EqualTo($"{Zmq.Version} from {copy}"), result.ToString());
    }

    [Test]
    public async Task Without_any_library_one_exception_lists_what_was_tried_and_what_to_do()
    {
        RequireSystemSearchCanBeBlocked();
        CopyProbe();

        ProcessResult result = await ProbeAsync(_folder, null, blockSystem: true);

        using (Assert.EnterMultipleScope())
        {
            AssertNothingLoaded(result);
            string[] tried = Tried(result);
            Assert.That(tried[0], Does.StartWith($"  {Path.Combine(_folder, "runtimes")}").And.Contain("native"));
            Assert.That(tried[0], Does.EndWith("(no such file)"));
            Assert.That(tried, Does.Contain($"  {Path.Combine(_folder, FileName)} (no such file)"));

            // Where the host of .NET has native files: that of the runtime at least.
            Assert.That(tried[^2], Does.EndWith($"{FileName} (no such file)"));
            Assert.That(tried[^1], Is.EqualTo("  libzmq.so.5 (system search)"));
        }
    }

    [TestCase("missing.so", null, "no such file", TestName = "A_file_that_is_not_there_is_said_to_be_missing")]
    [TestCase("text.so", "This is no library.", "text.so", TestName = "A_text_file_is_said_not_to_load")]
    [TestCase("empty.so", "", "empty.so", TestName = "An_empty_file_is_said_not_to_load")]
    public async Task A_file_that_does_not_load_is_listed_first_with_the_reason(string name, string? content, string reason)
    {
        RequireSystemSearchCanBeBlocked();
        CopyProbe();
        string bad = Path.Combine(_folder, name);
        if (content is not null)
        {
            await File.WriteAllTextAsync(bad, content);
        }

        ProcessResult result = await ProbeAsync(_folder, bad, blockSystem: true);

        using (Assert.EnterMultipleScope())
        {
            AssertNothingLoaded(result);
            Assert.That(Tried(result)[0].Trim(), Does.StartWith(bad + " (").And.Contain(reason));
            Assert.That(Tried(result)[^1], Does.Contain("libzmq.so.5"));
        }
    }

    [Test]
    [Platform("Linux", Reason = "needs a C library to load that is not libzmq")]
    public async Task A_library_that_is_not_libzmq_is_listed_with_the_reason()
    {
        RequireSystemSearchCanBeBlocked();
        CopyProbe();
        string other = await CompileAsync("int not_zmq (void) { return 0; }");

        ProcessResult result = await ProbeAsync(_folder, other, blockSystem: true);

        using (Assert.EnterMultipleScope())
        {
            AssertNothingLoaded(result);
            Assert.That(Tried(result)[0].Trim(), Does.StartWith(other + " (").And.Contain("zmq_version"));
        }
    }

    [Test]
    [Platform("Linux", Reason = "compiles a shared library with cc")]
    public async Task A_library_that_is_too_old_is_refused()
    {
        string old = await CompileAsync("void zmq_version (int *a, int *b, int *c) { *a = 4; *b = 2; *c = 5; }");

        ProcessResult result = await ProbeAsync(Here, old);

        Assert.That(
            result.Output,
            Does.StartWith("System.DllNotFoundException: libzmq 4.2.5 at " + old + " is too old").And.Contain("4.3.0"),
            result.ToString());
    }

    [Test]
    public async Task The_next_candidate_is_tried_after_a_bad_file()
    {
        CopyProbe();
        string copy = CopyOfTheLibrary(FileName);
        string bad = Path.Combine(_folder, "text.so");
        await File.WriteAllTextAsync(bad, "This is no library.");

        ProcessResult result = await ProbeAsync(_folder, bad);

        Assert.That(result.Output.Trim(), Is.EqualTo($"{Zmq.Version} from {copy}"), result.ToString());
    }

    private static string FileName =>
        OperatingSystem.IsWindows() ? "libzmq.dll" : OperatingSystem.IsMacOS() ? "libzmq.dylib" : "libzmq.so";

    private static string[] Tried(ProcessResult result) =>
        [.. result.Output.Split(Environment.NewLine).Where(static line => line.StartsWith("  ", StringComparison.Ordinal))];

    private static void AssertNothingLoaded(ProcessResult result)
    {
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        Assert.That(
            result.Output, Does.StartWith("System.DllNotFoundException: The native library libzmq could not be loaded."));
        Assert.That(result.Output, Does.Contain("./build.sh native").And.Contain("apt-get install libzmq5"));
        Assert.That(result.Output, Does.Contain(LibzmqLoader.PathVariable + " may name the file"));
    }

    // Where the system has a libzmq, only the dynamic linker can be made to miss it: it stops at a broken file of that name.
    private static void RequireSystemSearchCanBeBlocked()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("A libzmq of the system can be hidden on Linux only.");
        }
    }

    private async Task<ProcessResult> ProbeAsync(string folder, string? variable, bool blockSystem = false)
    {
        List<(string Name, string? Value)> environment = [(LibzmqLoader.PathVariable, variable)];
        if (blockSystem)
        {
            string broken = Directory.CreateDirectory(Path.Combine(_folder, "broken")).FullName;
            await File.WriteAllTextAsync(Path.Combine(broken, "libzmq.so.5"), "This is no library.");
            environment.Add(("LD_LIBRARY_PATH", broken));
        }

        string program = Path.Combine(folder, ProbeName + ".dll");
        return (await ChildProcess.TryRunAsync(DotnetHost.Path, [program], environment))!;
    }

    private void CopyProbe()
    {
        foreach (string name in new[] { ProbeName + ".dll", ProbeName + ".runtimeconfig.json", "ZmqNative.dll" })
        {
            File.Copy(Path.Combine(Here, name), Path.Combine(_folder, name));
        }
    }

    private string CopyOfTheLibrary(string name)
    {
        string copy = Path.Combine(_folder, name);
        File.Copy(Zmq.LibraryPath, copy);
        return copy;
    }

    private async Task<string> CompileAsync(string code)
    {
        string source = Path.Combine(_folder, "other.c");
        string library = Path.Combine(_folder, "other.so");
        await File.WriteAllTextAsync(source, code);
        await CCompiler.CompileAsync("-shared", "-fPIC", source, "-o", library);
        return library;
    }
}
