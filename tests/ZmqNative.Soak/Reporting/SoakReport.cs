using System.Globalization;
using System.Text;

namespace ZmqNative.Soak;

/// <summary>The report of a soak in Markdown, and its curves.</summary>
internal static class SoakReport
{
    /// <summary>Writes both into a folder.</summary>
    /// <returns>The path of the report.</returns>
    public static string Write(
        SoakOptions options, TimeSpan time, IReadOnlyList<SoakLoad> loads, IReadOnlyList<ResourceSample> samples, IReadOnlyList<string> problems)
    {
        StringBuilder text = new();
        text.AppendLine("# Soak").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {options.Seed}, {options.Time.TotalSeconds:N0} s of messages and faults, {time.TotalSeconds:N0} s in total, libzmq {Zmq.Version} of {Path.GetFileName(Zmq.LibraryPath)}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} processors, .NET {Environment.Version}.").AppendLine();
        text.AppendLine(problems.Count == 0 ? "No difference is unexplained." : $"**{problems.Count} differences are not explained:**").AppendLine();
        foreach (string problem in problems)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {problem}");
        }

        text.AppendLine("## Messages").AppendLine();
        foreach (SoakLoad load in loads)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"### {load.Name}").AppendLine();
            text.AppendLine("| Count | |").AppendLine("|---|---:|");
            text.AppendLine(CultureInfo.InvariantCulture, $"| rounds | {load.Rounds:N0} |");
            foreach ((string name, long count) in load.Ledger.Counts)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {count:N0} |");
            }

            text.AppendLine();
        }

        AppendResources(text, samples);
        string folder = Directory.CreateDirectory(options.Output).FullName;
        File.WriteAllText(Path.Combine(folder, "curves.svg"), CurveChart.Render(samples));
        string path = Path.Combine(folder, "report.md");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private static void AppendResources(StringBuilder text, IReadOnlyList<ResourceSample> samples)
    {
        text.AppendLine("## Resources").AppendLine().AppendLine("![curves](curves.svg)").AppendLine();
        text.AppendLine("| | Beginning | Most | End |").AppendLine("|---|---:|---:|---:|");
        foreach (ResourceCurve curve in ResourceCurve.All)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"| {curve.Name} {curve.Unit} | {curve.Read(samples[0]):N0} | {samples.Max(curve.Read):N0} | {curve.Read(samples[^1]):N0} |");
        }

        text.AppendLine().AppendLine(ResourceCurve.Rule);
    }
}
