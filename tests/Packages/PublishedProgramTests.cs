namespace ZmqNative.Packages.Tests;

/// <summary>A program with our packages, published in each way that .NET has, echoes over CURVE with the libzmq of the package.</summary>
internal sealed class PublishedProgramTests
{
    // Links lead back to folders above them, such as those of Wine to the root.
    private static readonly EnumerationOptions WithoutLinks = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 2,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    [Test]
    public async Task A_portable_program_takes_the_native_of_the_machine()
    {
        Consumer consumer = Consumer.Create("portable");
        await consumer.DotnetAsync("build", "-c", "Release");
        string program = Path.Combine(consumer.Folder, "bin", "Release", "net10.0", "Consumer.dll");
        (int code, string output) = await Command.RunAsync(consumer.Folder, "dotnet", program);
        Assert.That(code, Is.Zero, output);
        AssertEchoed(Consumer.Lines(output), Path.GetDirectoryName(program)!);
    }

    [TestCase("rid", "--no-self-contained")]
    [TestCase("self-contained", "--self-contained")]
    [TestCase("single-file", "--self-contained", "-p:PublishSingleFile=true")]
    [TestCase("trimmed", "--self-contained", "-p:PublishTrimmed=true")]
    public async Task A_published_program_has_the_native_beside_it(string name, params string[] arguments)
    {
        Consumer consumer = Consumer.Create(name);
        await consumer.PublishAsync(["-r", Consumer.Platform, .. arguments]);
        AssertEchoed(await consumer.RunAsync(), consumer.Output);
    }

    [Test]
    public async Task A_single_file_that_extracts_itself_has_the_native_inside()
    {
        Consumer consumer = Consumer.Create("self-extracting");
        await consumer.PublishAsync(
            "-r", Consumer.Platform, "--self-contained", "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true", "-p:DebugType=none");
        Assert.That(Directory.GetFiles(consumer.Output), Is.EqualTo(new[] { consumer.Program }));
        string[] lines = await consumer.RunAsync();
        Assert.That(lines[..2], Is.EqualTo(Consumer.Echoes));
        Assert.That(lines[2], Does.Contain("Consumer").And.Not.Contain("x86_64-linux-gnu"), "extracted, not that of the system");
    }

    [Test]
    public async Task NativeAOT_takes_the_native_beside_it()
    {
        Consumer consumer = Consumer.Create("aot");
        await consumer.PublishAsync("-r", Consumer.Platform, "-p:PublishAot=true");
        string[] lines = await consumer.RunAsync();
        AssertEchoed(lines, consumer.Output);
        Assert.That(lines, Does.Contain("compiled: False"));
    }

    [Test]
    public async Task NativeAOT_with_ZmqNativeStatic_is_one_file_that_needs_no_libzmq()
    {
        Consumer consumer = Consumer.Create("aot-static");
        await consumer.PublishAsync("-r", Consumer.Platform, "-p:PublishAot=true", "-p:ZmqNativeStatic=true", "-p:StripSymbols=true", "-p:DebugType=none");
        foreach (string symbols in Directory.GetFiles(consumer.Output, "*.dbg"))
        {
            File.Delete(symbols);
        }

        Assert.That(Directory.GetFiles(consumer.Output), Is.EqualTo(new[] { consumer.Program }));
        string[] lines = await consumer.RunAsync();
        Assert.That(lines, Is.EqualTo((string[])[.. Consumer.Echoes, "library: (linked into the program)", "compiled: False", "mapped: False"]));
    }

    [Test]
    public async Task ZmqNativeStatic_has_no_effect_on_a_program_that_is_run_from_its_build_folder()
    {
        Consumer consumer = Consumer.Create("static-build");
        await consumer.DotnetAsync("build", "-c", "Release", "-p:PublishAot=true", "-p:ZmqNativeStatic=true");
        string program = Path.Combine(consumer.Folder, "bin", "Release", "net10.0", "Consumer.dll");
        (int code, string output) = await Command.RunAsync(consumer.Folder, "dotnet", program);
        Assert.That(code, Is.Zero, output);
        AssertEchoed(Consumer.Lines(output), Path.GetDirectoryName(program)!);
    }

    [Test]
    public async Task ZmqNativeStatic_without_PublishAot_is_said_to_have_no_effect()
    {
        Consumer consumer = Consumer.Create("static-only");
        string output = await consumer.PublishAsync("-r", Consumer.Platform, "--no-self-contained", "-p:ZmqNativeStatic=true");
        Assert.That(output, Does.Contain("warning ZMQ204").And.Contains("PublishAot"));
        AssertEchoed(await consumer.RunAsync(), consumer.Output);
    }

    [TestCase("-p:OutputType=Library")]
    [TestCase("-p:NativeLib=Shared")]
    public async Task ZmqNativeStatic_for_a_library_of_NativeAOT_is_refused(string library)
    {
        Consumer consumer = Consumer.Create($"static-{library[3..].Replace('=', '-')}");
        await consumer.DotnetAsync("restore");
        (int code, string output) = await Command.RunAsync(
            consumer.Folder, "dotnet", "msbuild", "-t:_ZmqNativeLinkStatically", "-v:q", $"-p:RuntimeIdentifier={Consumer.Platform}", $"-p:FeedVersion=[{Feed.Version}]",
            "-p:PublishAot=true", "-p:ZmqNativeStatic=true", library);
        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("error ZMQ203"));
    }

    [Test]
    public async Task A_program_that_excludes_the_native_is_not_warned()
    {
        Consumer consumer = Consumer.Create("excluded");
        await File.WriteAllTextAsync(Path.Combine(consumer.Folder, "Program.cs"), "Console.WriteLine(ZmqNative.Zmq.Version);");
        string output = await consumer.PublishAsync("-r", Consumer.Platform, "--no-self-contained", "-p:FeedPackage=ZmqNative", "-p:FeedExcluded=native");
        Assert.That(output, Does.Not.Contain("ZMQ201"));
        Assert.That(Directory.GetFiles(consumer.Output, "libzmq*", SearchOption.AllDirectories), Is.Empty);
    }

    // With the runtime of .NET beside it: sudo passes no DOTNET_ROOT on.
    [Test]
    [Platform("Linux", Reason = "the libraries of the system are hidden in a namespace of mounts")]
    public async Task A_program_without_any_native_says_what_it_tried()
    {
        Consumer consumer = Consumer.Create("none");
        await consumer.PublishAsync("-r", Consumer.Platform, "--self-contained");
        File.Delete(Path.Combine(consumer.Output, "libzmq.so"));
        string systems = string.Join(" ", new[] { "/usr/lib", "/usr/local/lib" }.Where(Directory.Exists)
            .SelectMany(static folder => Directory.GetFiles(folder, "libzmq.so*", WithoutLinks)));
        string[] command = ["--mount", "sh", "-c", $"for file in {systems}; do mount --bind /dev/null $file || exit 99; done; exec {consumer.Program}"];
        (int code, string output) = await Command.RunAsync(consumer.Folder, "unshare", command);
        if (IsRefused(code, output) && File.Exists("/usr/bin/sudo"))
        {
            // Runners of CI are not root, and become it without a password.
            (code, output) = await Command.RunAsync(consumer.Folder, "/usr/bin/sudo", ["-n", "unshare", .. command]);
        }

        if (IsRefused(code, output))
        {
            throw Requirement.MountNamespace.Missing(output);
        }

        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("libzmq could not be loaded").And.Contains("ZMQNATIVE_LIBZMQ").And.Contains(Path.Combine(consumer.Output, "libzmq.so")));
    }

    private static bool IsRefused(int code, string output) =>
        code == 99 || output.Contains("unshare failed", StringComparison.Ordinal) || output.StartsWith("sudo:", StringComparison.Ordinal);

    // Compares real paths: the folder for temporary files may be a link.
    private static void AssertEchoed(string[] lines, string folder)
    {
        Assert.That(lines[..2], Is.EqualTo(Consumer.Echoes));
        Assert.That(lines[2], Does.StartWith($"library: {folder}"));
    }
}
