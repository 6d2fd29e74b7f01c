using ZmqTool.Output;
using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq actor ask</c>.</summary>
internal sealed class ActorAskVerb : ActorVerb
{
    private readonly MessageSettings _messages;
    private readonly OutputSettings _output;

    public ActorAskVerb()
        : base(
            "ask",
            "Asks an actor, and shows its answer.",
            "zmq actor ask tcp://localhost:5570/upper -m hello",
            "zmq actor ask tcp://localhost:5570/order/42 --as GetTotal -m '{\"currency\":\"EUR\"}' --timeout 1s")
    {
        _messages = new MessageSettings(this);
        _output = new OutputSettings(this);
    }

    protected override async Task RunAsync(Invocation run, ActorTarget target)
    {
        MessageWriter writer = _output.Open(run);
        long received = 0;
        try
        {
            await foreach (IReadOnlyList<ReadOnlyMemory<byte>> frames in _messages.ReadAsync(run, run.Cancellation))
            {
                Show(writer, await target.Actor.AskAsync<byte[]>(Message(run, frames), target.Timeout, run.Cancellation));
                received++;
            }
        }
        finally
        {
            run.Console.Note($"received {received:N0} {(received == 1 ? "answer" : "answers")}");
        }
    }
}
