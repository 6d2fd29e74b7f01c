using ZmqTool.Contexts;

namespace ZmqTool.Verbs;

/// <summary><c>zmq context list</c>.</summary>
internal sealed class ContextListVerb() : Verb("list", "Lists the saved contexts: name and endpoint.", "zmq context list")
{
    public override Task<int> RunAsync(Invocation run)
    {
        ContextStore store = new(run.Console.ConfigFolder);
        int unreadable = 0;
        foreach (string name in store.Names())
        {
            try
            {
                run.Console.WriteLine($"{name}\t{store.Load(name).Endpoint ?? "-"}");
            }
            catch (ToolException exception)
            {
                // The others are listed, too.
                unreadable++;
                run.Console.Complain($"zmq: {exception.Message}");
            }
        }

        return Task.FromResult(unreadable == 0 ? ExitCode.Success : ExitCode.Failure);
    }
}
