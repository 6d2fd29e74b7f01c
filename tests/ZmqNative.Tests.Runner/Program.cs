using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using NUnit.Framework.Api;
using ZmqNative;
using ZmqNative.Tests.Runner;

// ZmqNative.Tests.Runner <rid> [--filter=part of a name] [--list=FILE with names]: the last line is "N passed, N failed, N skipped".
string rid = args[0];
string? filter = Value("--filter=");
string[] list = Value("--list=") is { } file ? File.ReadAllLines(file) : [];

Console.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}");
Console.WriteLine($"libzmq {Zmq.Version} at {Zmq.LibraryPath}");

NotRun notRun = NotRun.Read(rid);
Results results = new();
foreach (string name in new[] { "ZmqNative.Tests", "ZmqNative.Patterns.Tests", "ZmqNative.Actors.Tests" })
{
    Console.WriteLine($"== {name}");
    NUnitTestAssemblyRunner runner = new(new DefaultTestAssemblyBuilder());
    runner.Load(Assembly.Load(name), new Dictionary<string, object>(StringComparer.Ordinal));
    runner.Run(results, new Selection(notRun, filter, list, results));
}

foreach (string failure in results.Failures)
{
    Console.WriteLine($"FAILED {failure}");
}

foreach (IGrouping<string, string> reason in results.Skips.GroupBy(static s => s, StringComparer.Ordinal).OrderByDescending(static g => g.Count()))
{
    Console.WriteLine($"{reason.Count()} skipped: {reason.Key}");
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Passed} passed, {results.Failures.Count} failed, {results.Skips.Count} skipped"));
// Threads of a test that failed may not end.
Console.Out.Flush();
Environment.Exit(results.Failures.Count > 0 || results.Passed == 0 ? 1 : 0);

string? Value(string option) =>
    Array.Find(args, a => a.StartsWith(option, StringComparison.Ordinal)) is { } found ? found[option.Length..] : null;
