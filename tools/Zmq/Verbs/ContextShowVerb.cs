using System.CommandLine;
using ZmqTool.Contexts;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary><c>zmq context show</c>.</summary>
internal sealed class ContextShowVerb : Verb
{
    private readonly Argument<string> _name = new("NAME") { Description = "The name of the context" };
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object" };

    public ContextShowVerb()
        : base("show", "Shows what a context has; of a password only that there is one.", "zmq context show prod")
    {
        Arguments.Add(_name);
        Options.Add(_json);
    }

    public override Task<int> RunAsync(Invocation run)
    {
        SavedContext context = new ContextStore(run.Console.ConfigFolder).Load(run.Get(_name)!);
        Report report = new();
        AddText(report, "endpoint", context.Endpoint);
        AddText(report, "curve-server-key", context.CurveServerKey);
        AddText(report, "curve-key", context.CurveKey);
        AddText(report, "curve-clients", context.CurveClients);
        AddText(report, "plain-user", context.PlainUser);
        AddText(report, "plain-password", context.PlainPassword is null ? null : "(saved)");
        AddNumber(report, "timeout", context.Timeout);
        AddNumber(report, "wait", context.Wait);
        AddText(report, "output", context.Output);
        run.Console.Write(run.Get(_json) ? report.ToJson() : report.ToText());
        return Task.FromResult(ExitCode.Success);
    }

    private static void AddText(Report report, string name, string? value)
    {
        if (value is not null)
        {
            report.Add(name, value);
        }
    }

    private static void AddNumber(Report report, string name, double? value)
    {
        if (value is { } number)
        {
            report.Add(name, number);
        }
    }
}
