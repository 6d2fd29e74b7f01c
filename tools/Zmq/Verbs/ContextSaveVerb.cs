using System.CommandLine;
using ZmqTool.Contexts;
using ZmqTool.Endpoints;
using ZmqTool.Output;

namespace ZmqTool.Verbs;

/// <summary><c>zmq context save</c>.</summary>
internal sealed class ContextSaveVerb : Verb
{
    private readonly Argument<string> _name = new("NAME") { Description = "The name of the context" };
    private readonly ConnectionSettings _connection;
    private readonly OutputSettings _output;

    public ContextSaveVerb()
        : base(
            "save",
            "Saves an endpoint and options under a name, for --context NAME. Options that are not given keep their saved values.",
            "zmq context save prod tcp://prod.example:5555 --curve-server-key prod.key --json",
            "zmq sub --context prod")
    {
        Arguments.Add(_name);
        _connection = new ConnectionSettings(this);
        _output = new OutputSettings(this);
    }

    public override Task<int> RunAsync(Invocation run)
    {
        string name = run.Get(_name)!;
        ContextStore store = new(run.Console.ConfigFolder);
        SavedContext context = store.Names().Contains(name, StringComparer.Ordinal) ? store.Load(name) : new SavedContext();
        store.Save(name, _output.Save(run, _connection.Save(run, context)));
        run.Console.Note($"saved; 'zmq context show {name}' shows it");
        return Task.FromResult(ExitCode.Success);
    }
}
