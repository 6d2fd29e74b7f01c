using ZmqTool.Contexts;

namespace ZmqTool.Verbs;

/// <summary><c>zmq context list</c>.</summary>
internal sealed class ContextListVerb() : Verb("list", "Lists the saved contexts: name and endpoint.", "zmq context list")
{
    public override Task<int> RunAsync(Invocation run)
    {
        ContextStore store = new(run.Console.ConfigFolder);
        foreach (string name in store.Names())
        {
            run.Console.WriteLine($"{name}\t{store.Load(name).Endpoint ?? "-"}");
        }

        return Task.FromResult(ExitCode.Success);
    }
}
