using BenchmarkDotNet.Running;
using ZmqNative.Benchmarks;

// Without a filter all suites run; BenchmarkDotNet's other switches work, too.
if (!args.Any(static a => a.StartsWith("--filter", StringComparison.Ordinal) || a.StartsWith("-f", StringComparison.Ordinal) || a.StartsWith("--list", StringComparison.Ordinal)))
{
    args = [.. args, "--filter", "*"];
}

// --filter=X as everywhere else in this repository; a bare word means any benchmark that has it in its name.
args =
[
    .. args.SelectMany(static a => a.StartsWith("--filter=", StringComparison.Ordinal)
        ? ["--filter", a["--filter=".Length..] is var text && text.Contains('*', StringComparison.Ordinal) ? text : $"*{text}*"]
        : new[] { a }),
];
_ = BenchmarkSwitcher.FromAssembly(typeof(BenchmarkConfiguration).Assembly).Run(args, new BenchmarkConfiguration());
