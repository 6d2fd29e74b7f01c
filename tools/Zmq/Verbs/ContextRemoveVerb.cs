using System.CommandLine;
using ZmqTool.Contexts;

namespace ZmqTool.Verbs;

/// <summary><c>zmq context remove</c>.</summary>
internal sealed class ContextRemoveVerb : Verb
{
    private readonly Argument<string> _name = new("NAME") { Description = "The name of the context" };

    public ContextRemoveVerb()
        : base("remove", "Removes a saved context.", "zmq context remove prod") => Arguments.Add(_name);

    public override Task<int> RunAsync(Invocation run)
    {
        new ContextStore(run.Console.ConfigFolder).Remove(run.Get(_name)!);
        return Task.FromResult(ExitCode.Success);
    }
}
