using System.CommandLine;
using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq actor stream</c>.</summary>
internal sealed class ActorStreamVerb : ActorVerb
{
    private readonly Option<string> _message = new("--message", "-m") { Description = "The request", HelpName = "FRAME", Required = true };
    private readonly CountOption _count;
    private readonly OutputSettings _output;

    public ActorStreamVerb()
        : base(
            "stream",
            "Asks an actor for a stream of answers, and shows each when it arrives.",
            "zmq actor stream tcp://localhost:5570/prices -m EUR",
            "zmq actor stream tcp://localhost:5570/prices -m EUR -n 10 --json")
    {
        Options.Add(_message);
        _count = new CountOption(this);
        _output = new OutputSettings(this);
    }

    protected override async Task RunAsync(Invocation run, ActorTarget target)
    {
        MessageWriter writer = _output.Open(run);
        long? count = _count.Get(run);
        object request = Message(run, [new FrameTemplate(run.Get(_message)!, isLiteral: false).Fill(1, run.Console.Time)]);
        long received = 0;
        try
        {
            await foreach (byte[] answer in target.Actor.AskStreamAsync<byte[]>(request, target.Timeout, run.Cancellation))
            {
                received++;
                Show(writer, answer);
                if (received == count)
                {
                    break;
                }
            }
        }
        finally
        {
            run.Console.Note($"received {received:N0} {(received == 1 ? "answer" : "answers")}");
        }
    }
}
