using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ZmqTool;

/// <summary>The help of a verb, with its examples at the end.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is Verb { Examples.Count: > 0 } verb)
        {
            output.WriteLine("Examples:");
            foreach (string example in verb.Examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        if (parseResult.CommandResult.Command is RootCommand)
        {
            output.WriteLine("Endpoints: @tcp://*:5555 binds, '>tcp://host:5555' connects (quote the >); several are separated by commas.");
            output.WriteLine("Exit codes: 0 done, 1 failure, 2 wrong usage, 3 time-out, 4 refused by authentication, 130 interrupted.");
            output.WriteLine("'zmq VERB --help' shows examples.");
            output.WriteLine();
        }

        return code;
    }
}
