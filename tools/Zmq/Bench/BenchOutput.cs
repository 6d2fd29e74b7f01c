using System.CommandLine;
using ZmqTool.Output;

namespace ZmqTool.Bench;

/// <summary>The output of measurements: lines, JSON or CSV.</summary>
internal sealed class BenchOutput
{
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object" };
    private readonly Option<bool> _csv = new("--csv") { Description = "A line of names, and a line of values" };

    public BenchOutput(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_csv);
    }

    /// <summary>Whether the output is for people.</summary>
    public bool IsText(Invocation run) => !run.Get(_json) && !run.Get(_csv);

    public void Write(Invocation run, Report report) => run.Console.Write(
        run.Get(_json) ? report.ToJson() : run.Get(_csv) ? report.ToCsv() : report.ToText());
}
