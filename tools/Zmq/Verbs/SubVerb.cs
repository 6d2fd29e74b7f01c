using System.CommandLine;
using ZmqNative;

namespace ZmqTool.Verbs;

/// <summary><c>zmq sub</c>.</summary>
internal sealed class SubVerb : ReceivingVerb
{
    private readonly Option<string[]> _topics = new("--topic", "-t")
    {
        Description = "Only messages that begin with this text; repeated for several. Default: all messages",
        HelpName = "PREFIX",
    };

    public SubVerb()
        : base(
            SocketType.Sub,
            "sub",
            "Subscribes to messages and shows them. Connects by default.",
            "zmq sub tcp://localhost:5555                          # all messages, a line each",
            "zmq sub tcp://localhost:5555 -t weather -n 1 --timeout 5",
            "zmq sub tcp://localhost:5555 --json | jq .frames",
            "zmq sub tcp://localhost:5555 --format '%T %t: %p'")
    {
        Options.Add(_topics);
    }

    protected override void Configure(Invocation run, Socket socket)
    {
        foreach (string topic in run.Get(_topics) is { Length: > 0 } topics ? topics : [string.Empty])
        {
            socket.Subscribe(topic);
        }
    }
}
