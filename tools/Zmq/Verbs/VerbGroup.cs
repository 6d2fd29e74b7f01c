using System.CommandLine;

namespace ZmqTool.Verbs;

/// <summary>Verbs with a word in front, such as <c>zmq cert new</c>.</summary>
internal sealed class VerbGroup : Command
{
    public VerbGroup(string name, string description, params Verb[] verbs)
        : base(name, description)
    {
        foreach (Verb verb in verbs)
        {
            Subcommands.Add(verb);
        }
    }
}
