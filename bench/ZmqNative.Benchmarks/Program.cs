using BenchmarkDotNet.Running;
using ZmqNative.Benchmarks;

const string All = "--all";
const string Quick = "--quick";

bool quick = args.Contains(Quick);
bool selects = args.Any(static a => a.StartsWith("--filter", StringComparison.Ordinal) || a is "-f" or "--list");

// All suites take most of an hour, so they run only with --all.
if (!selects && !args.Contains(All))
{
    SuiteList.Print();
    return;
}

// --filter=X has the same form as in the rest of this repository; a word selects benchmarks with the word in their names. The others
// are BenchmarkDotNet's own switches.
string[] own =
[
    .. args.Where(static a => a is not (All or Quick)).SelectMany(static a => a.StartsWith("--filter=", StringComparison.Ordinal)
        ? ["--filter", a["--filter=".Length..] is var text && text.Contains('*', StringComparison.Ordinal) ? text : $"*{text}*"]
        : new[] { a }),
    .. selects ? Array.Empty<string>() : ["--filter", "*"],
];
_ = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkConfiguration).Assembly).Run(own, new BenchmarkConfiguration(quick));
