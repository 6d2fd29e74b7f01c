// Runs libzmq's own tests against the library that was built from the same sources. Most of their time is waiting, so several
// run at once; those that use fixed addresses run one after the other.
using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Threading;

const string ConformanceTree = "native/build/conformance";
const int ConformanceSeconds = 60;
const int ConformanceLanes = 3;
const int ConformanceRetries = 3;

// Why a test is not built or ends with exit code 77.
(string Pattern, string Reason)[] conformanceSkips =
[
    ("_tipc$", "the kernel has no TIPC here (modprobe tipc)"),
    ("_ws_fuzzer$|_ws_transport$", "WebSockets are not built in (native/README.md)"),
    ("_wss_transport$", "WebSockets and TLS are not built in (native/README.md)"),
    ("_fuzzer$", "its inputs are not among libzmq's sources (zeromq/libzmq-fuzz-corpora)"),
    ("_vmci$", "VMCI is not built in"),
    ("_cap_net_admin$", "needs sudo and capsh"),
    ("_gssapi$", "GSSAPI is not built in"),
];

// Tests of libzmq that depend on timing by themselves, which a busy machine shows: a failure counts when it repeats itself.
Dictionary<string, string> conformanceTiming = new()
{
    ["test_filter_ipc"] = "sends two frames to a listener that refuses the connection, and fails when the refusal is there before them",
    ["test_security_curve"] = "gives up on the events of a refused handshake when the connection breaks first, and waits for ever for one of them",
};

void RunConformance()
{
    NothingElse();
    if (onWindows)
        Stop("The target conformance is for Linux and macOS.");
    List<string> build = ["-P", "native/conformance/build.cmake"];
    if (Console.IsOutputRedirected)
        build.Insert(0, "-DQUIET=ON");
    if (Run("cmake", build) != 0)
        Stop("libzmq's tests could not be built (see above).");

    var results = IOPath.GetFullPath($"{ConformanceTree}/results");
    if (IODirectory.Exists(results))
        IODirectory.Delete(results, recursive: true);
    IODirectory.CreateDirectory(results);

    var tests = IOFile.ReadAllLines($"{ConformanceTree}/tests.txt").Select(line => line.Split('|'))
        .Select(part => new ConformanceTest(part[0], part[1], Fixed: part[2] == "fixed")).ToList();
    var outcomes = new ConcurrentBag<ConformanceOutcome>();
    void Lane(ConcurrentQueue<ConformanceTest> queue)
    {
        while (queue.TryDequeue(out var test))
        {
            var outcome = RunConformanceTest(test, results);
            if (outcome.Word == "FAILED" && conformanceTiming.TryGetValue(test.Name, out var timing))
            {
                for (var more = ConformanceRetries; more > 0 && outcome.Word == "FAILED"; more--)
                    outcome = RunConformanceTest(test, results);
                if (outcome.Word == "passed")
                    outcome = outcome with { Reason = $"not at the first attempt: it {timing}" };
            }
            outcomes.Add(outcome);
            Say($"{outcome.Word,-8}{test.Name,-32}{outcome.Seconds,5:F1} s  {outcome.Reason}");
        }
    }

    var fixedAddresses = new ConcurrentQueue<ConformanceTest>(tests.Where(t => t.Fixed));
    var others = new ConcurrentQueue<ConformanceTest>(tests.Where(t => !t.Fixed));
    var lanes = Enumerable.Repeat(others, ConformanceLanes).Append(fixedAddresses)
        .Select(queue => new Thread(() => Lane(queue))).ToList();
    lanes.ForEach(lane => lane.Start());
    lanes.ForEach(lane => lane.Join());

    foreach (var failed in outcomes.Where(o => o.Word == "FAILED").OrderBy(o => o.Name, StringComparer.Ordinal))
        Say($"\n== FAILED {failed.Name}: {failed.Reason}\n{string.Join('\n', failed.Output.TakeLast(30))}");
    int Count(string word) => outcomes.Count(o => o.Word == word);
    Console.Out.Flush();
    Say($"{Count("passed")} passed, {Count("FAILED")} failed, {Count("skipped")} skipped");
    Environment.Exit(Count("FAILED") > 0 || Count("passed") == 0 ? 1 : 0);
}

ConformanceOutcome RunConformanceTest(ConformanceTest test, string results)
{
    var known = conformanceSkips.FirstOrDefault(s => Regex.IsMatch(test.Name, s.Pattern)).Reason;
    if (test.Program.Length == 0)
        return new(test.Name, "skipped", known ?? "not in libzmq's own list (tests/CMakeLists.txt)", 0, []);

    var clock = Stopwatch.StartNew();
    var start = new ProcessStartInfo(IOPath.GetFullPath($"{ConformanceTree}/run"), [$"{ConformanceSeconds}", test.Program])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        WorkingDirectory = results,
    };
    using var process = Process.Start(start);
    var text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    var seconds = clock.Elapsed.TotalSeconds;
    IOFile.WriteAllText(IOPath.Combine(results, $"{test.Name}.txt"), text);

    // A test is a program with several cases, which end in lines as "file:line:case:IGNORE: reason" and "5 Tests 0 Failures 1 Ignored".
    var output = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    var ignored = output.Where(l => l.Contains(":IGNORE", StringComparison.Ordinal)).Select(l => l[(l.LastIndexOf(':') + 1)..].Trim()).ToList();
    var total = Regex.Match(text, @"^(\d+) Tests \d+ Failures", RegexOptions.Multiline);
    var cases = total.Success ? int.Parse(total.Groups[1].Value) : 0;
    if (process.ExitCode == 77 || (process.ExitCode == 0 && cases > 0 && ignored.Count == cases))
        return new(test.Name, "skipped", known ?? output.LastOrDefault(l => !total.Success) ?? string.Join("; ", ignored.Distinct()), seconds, output);
    if (process.ExitCode == 0)
        return new(test.Name, "passed", ignored.Count > 0 ? $"{ignored.Count} of {cases} cases not run: {string.Join("; ", ignored.Distinct())}" : "", seconds, output);
    var failure = output.FirstOrDefault(l => l.Contains(":FAIL", StringComparison.Ordinal)) ?? output.LastOrDefault() ?? $"exit code {process.ExitCode}";
    return new(test.Name, "FAILED", failure, seconds, output);
}

record ConformanceTest(string Name, string Program, bool Fixed);

record ConformanceOutcome(string Name, string Word, string Reason, double Seconds, string[] Output);
