using System.CommandLine;
using ZmqTool.Completion;

namespace ZmqTool.Verbs;

/// <summary><c>zmq completions</c>.</summary>
internal sealed class CompletionsVerb : Verb
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish" };

    public CompletionsVerb()
        : base(
            "completions",
            "Writes the script with which a shell completes verbs, options and contexts.",
            "source <(zmq completions bash)                        # in ~/.bashrc",
            "source <(zmq completions zsh)                         # in ~/.zshrc, behind compinit",
            "zmq completions fish > ~/.config/fish/completions/zmq.fish")
    {
        Arguments.Add(_shell.AcceptOnlyFromAmong(CompletionScripts.Shells));
    }

    public override Task<int> RunAsync(Invocation run)
    {
        run.Console.Write(CompletionScripts.For(run.Get(_shell)!));
        return Task.FromResult(ExitCode.Success);
    }
}
