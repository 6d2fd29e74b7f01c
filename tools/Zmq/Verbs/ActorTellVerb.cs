using ZmqTool.Sending;

namespace ZmqTool.Verbs;

/// <summary><c>zmq actor tell</c>.</summary>
internal sealed class ActorTellVerb : ActorVerb
{
    private readonly MessageSettings _messages;

    public ActorTellVerb()
        : base(
            "tell",
            "Sends messages to an actor, which does not answer. Success means that they were sent, not that they were handled.",
            "zmq actor tell tcp://localhost:5570/log -m started") => _messages = new MessageSettings(this);

    protected override async Task RunAsync(Invocation run, ActorTarget target)
    {
        long sent = 0;
        try
        {
            await foreach (IReadOnlyList<ReadOnlyMemory<byte>> frames in _messages.ReadAsync(run, run.Cancellation))
            {
                await target.Actor.TellAsync(Message(run, frames), run.Cancellation);
                sent++;
            }
        }
        finally
        {
            run.Console.Note($"sent {sent:N0} {(sent == 1 ? "message" : "messages")}");
        }
    }
}
