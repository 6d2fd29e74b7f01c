// ./build.sh test --rid=... [--long]: tests on another platform than this machine's, as far as something here runs its programs. The tests of the
// binding, the patterns and the actors are one self-contained program (tests/ZmqNative.Tests.Runner): no SDK is needed beside it.
const string RunnerProject = "tests/ZmqNative.Tests.Runner";

void RunPlatformTests(string rid, string configuration)
{
    var filter = Option("filter");
    var all = Flag("long");
    var skip = Flag("skip-native");
    NothingElse();
    if (!Rids.Contains(rid))
        Stop($"There is no RID '{rid}'; there are {string.Join(", ", Rids)}.", 2);
    if (!skip)
        BuildNative(rid, force: false, portable: rid != HostRid());
    if (rid == "linux-musl-x64" && HostRid() == "linux-x64")
    {
        RunSmoke(rid);
        return;
    }

    var (program, environment) = Emulator(rid);
    var output = IOPath.GetFullPath($"artifacts/platform-tests/{rid}");
    Dotnet("publish", RunnerProject, "--configuration", configuration, $"-p:RunnerRid={rid}", "--output", output, "-v", "q");
    List<string> command = [.. program, IOPath.Combine(output, "ZmqNative.Tests.Runner" + (rid.StartsWith("win-", StringComparison.Ordinal) ? ".exe" : "")), rid];
    if (filter != null)
        command.Add($"--filter={filter}");
    else if (!all)
        command.Add($"--list={IOPath.GetFullPath($"{RunnerProject}/short.txt")}");
    // A requirement of CI is one of this machine's own tests.
    environment["CI"] = "";
    environment["ZMQNATIVE_LONG"] = "";
    var code = Run(command[0], command.Skip(1), environment);
    Console.Out.Flush();
    Environment.Exit(code);
}

// What starts programs of the RID here.
(List<string> Program, Dictionary<string, string> Environment) Emulator(string rid)
{
    if (rid == HostRid())
        return ([], []);
    if (rid == "win-x64" && HostRid() == "linux-x64")
    {
        Need("wine", "Wine", "wine", "wine64");
        var prefix = IOPath.GetFullPath("artifacts/platform-tests/wine");
        Dictionary<string, string> environment = new() { ["WINEPREFIX"] = prefix, ["WINEDEBUG"] = "-all" };
        // Written last: what an interrupted run has left is no prefix.
        var complete = IOPath.Combine(prefix, "complete");
        if (!IOFile.Exists(complete))
        {
            if (IODirectory.Exists(prefix))
                IODirectory.Delete(prefix, recursive: true);
            IODirectory.CreateDirectory(prefix);
            // .NET needs Windows 10; without the override Wine would ask on a screen whether to install a .NET of its own.
            if (Run("wine", ["wineboot", "-i"], new Dictionary<string, string>(environment) { ["WINEDLLOVERRIDES"] = "mscoree,mshtml=" }) != 0
                || Run("wine", ["reg", "add", @"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"], environment) != 0)
                Stop($"Wine could not be set up in {prefix} (see above).");
            IOFile.WriteAllText(complete, "");
        }

        return (["wine"], environment);
    }

    if (rid == "linux-arm64" && HostRid() == "linux-x64")
    {
        Need("qemu-aarch64-static", "qemu and the libraries of arm64", "qemu-user-static", "libc6-arm64-cross", "libstdc++6-arm64-cross");
        if (!IOFile.Exists("/usr/aarch64-linux-gnu/lib/libstdc++.so.6"))
            Stop("Programs of linux-arm64 need its C++ library: apt-get install libc6-arm64-cross libstdc++6-arm64-cross");
        return (["qemu-aarch64-static", "-L", "/usr/aarch64-linux-gnu"], []);
    }

    throw Stop($"Nothing on {HostRid()} runs programs of {rid}. Its library is built and its structure is checked (native/README.md).");
}

void Need(string program, string name, params string[] packages)
{
    if (Find(program) != null)
        return;
    if (CanInstall())
    {
        Say($"Installing {name}");
        AptInstall(packages);
    }

    if (Find(program) == null)
        Stop($"{name} cannot be had here: apt-get install {string.Join(" ", packages)} (as root) brings {program}.");
}

// A program in C: .NET's own runtime for musl needs a C++ library for musl, which Debian does not have.
void RunSmoke(string rid)
{
    Need("/lib/ld-musl-x86_64.so.1", "musl", "musl");
    // Zig may have come from elsewhere.
    var zig = (IODirectory.Exists("native/zig") ? IODirectory.GetFiles("native/zig", "zig", SearchOption.AllDirectories).FirstOrDefault() : null)
        ?? Environment.GetEnvironmentVariable("ZIG") ?? Find("zig") ?? throw Stop("The smoke test is compiled by Zig, which is not here.");
    var folder = IOPath.GetFullPath($"native/runtimes/{rid}/native");
    IODirectory.CreateDirectory("artifacts/platform-tests");
    var program = IOPath.GetFullPath($"artifacts/platform-tests/smoke-{rid}");
    var cache = IOPath.GetFullPath("native/zig/cache");
    var environment = new Dictionary<string, string> { ["ZIG_GLOBAL_CACHE_DIR"] = cache, ["ZIG_LOCAL_CACHE_DIR"] = cache };
    if (Run(zig, ["cc", "-target", "x86_64-linux-musl", "-dynamic", "-O1", "-DZMQ_BUILD_DRAFT_API", "-Inative/build/include", "native/smoke/smoke.c", $"{folder}/libzmq.so", "-o", program], environment) != 0)
        Stop("The smoke test could not be compiled.");
    var code = Run("/lib/ld-musl-x86_64.so.1", ["--library-path", folder, program]);
    Console.Out.Flush();
    Environment.Exit(code);
}
