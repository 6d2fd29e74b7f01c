using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZmqNative.Perf;

/// <summary>One scenario in report.json.</summary>
internal sealed record ReportEntry(
    string Scenario,
    string Api,
    string Variant,
    string Transport,
    int Size,
    int Width,
    string Unit,
    double Ours,
    double Baseline,
    string BaselineName,
    double Ratio,
    double RatioLowerQuartile,
    double RatioUpperQuartile,
    double RatioMin,
    double RatioMax,
    double[] OursByRound,
    double[] BaselineByRound,
    int Rounds,
    int Count,
    double? Bar,
    bool? Met,
    double? MaxContextSwitchesPerOp,
    bool? MetContextSwitches,
    double? MaxAllocatedBytesPerOp,
    bool? MetAllocatedBytes,
    bool Pinned,
    double AllocatedBytesPerOp,
    double BaselineAllocatedBytesPerOp,
    double UserNanosecondsPerOp,
    double SystemNanosecondsPerOp,
    double ContextSwitchesPerOp,
    double BaselineUserNanosecondsPerOp,
    double BaselineSystemNanosecondsPerOp,
    double BaselineContextSwitchesPerOp,
    double[] Percentiles,
    double[] BaselinePercentiles,
    Machine Machine);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(List<ReportEntry>))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>Writes the results for programs: a list of objects.</summary>
internal static class Report
{
    private const double Nano = 1e9;

    public static void Write(string folder, Machine machine, IEnumerable<Result> results)
    {
        Directory.CreateDirectory(folder);
        List<ReportEntry> entries = [.. results.Select(result => Describe(result, machine))];
        File.WriteAllText(
            Path.Combine(folder, "report.json"), JsonSerializer.Serialize(entries, ReportJson.Default.ListReportEntry) + "\n");
    }

    private static ReportEntry Describe(Result result, Machine machine)
    {
        Scenario scenario = result.Scenario;
        Usage ours = result.OursPerOperation;
        Usage baseline = result.BaselinePerOperation;
        return new ReportEntry(
            scenario.Name,
            scenario.Api,
            scenario.Variant,
            scenario.Transport,
            scenario.Size,
            scenario.Width,
            scenario.Unit,
            Round(result.Ours),
            Round(result.Baseline),
            scenario.BaselineName,
            Round(result.Ratio),
            Round(result.RatioLow),
            Round(result.RatioHigh),
            Round(result.RatioMin),
            Round(result.RatioMax),
            [.. result.OursByRound.Select(Round)],
            [.. result.BaselineByRound.Select(Round)],
            result.Rounds,
            scenario.Count,
            scenario.Bar,
            result.Met,
            scenario.MaxSwitches,
            result.MetSwitches,
            scenario.MaxBytes,
            result.MetBytes,
            scenario.Pinned,
            Round(ours.AllocatedBytes),
            Round(baseline.AllocatedBytes),
            Round(ours.UserSeconds * Nano),
            Round(ours.SystemSeconds * Nano),
            Round(ours.ContextSwitches),
            Round(baseline.UserSeconds * Nano),
            Round(baseline.SystemSeconds * Nano),
            Round(baseline.ContextSwitches),
            result.OurPercentiles,
            result.BaselinePercentiles,
            machine);
    }

    private static double Round(double value) => Math.Round(value, 4);
}
