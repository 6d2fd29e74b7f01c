using System.Globalization;
using BenchmarkDotNet.Running;

namespace ZmqNative.Benchmarks;

/// <summary>The list of the suites, with the time that each takes.</summary>
internal static class SuiteList
{
    // Three warm-ups, five iterations of 100 ms, and the time in which BenchmarkDotNet chooses the number of operations per iteration.
    private const double SecondsPerCase = 2.0;

    public static void Print()
    {
        (string Name, int Cases)[] suites =
        [
            .. typeof(SuiteList).Assembly.GetTypes()
                .Where(static t => t.Name.EndsWith("Benchmarks", StringComparison.Ordinal))
                .OrderBy(static t => t.Name, StringComparer.Ordinal)
                .Select(static t => (t.Name, BenchmarkConverter.TypeToBenchmarks(t, new BenchmarkConfiguration(quick: false)).BenchmarksCases.Length)),
        ];
        foreach ((string name, int cases) in suites)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {name,-24}{cases,4} cases, about {Math.Ceiling(cases * SecondsPerCase / 60)} min"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""

            ./build.sh bench --filter=Frame     one suite, or whatever has the word in its name; --filter='*Raw*tcp*' for a pattern
            ./build.sh bench --all              everything, about {Math.Ceiling(suites.Sum(static s => s.Cases) * SecondsPerCase / 60)} minutes
            ./build.sh bench --all --quick      one short iteration each: does it run?
            """));
    }
}
