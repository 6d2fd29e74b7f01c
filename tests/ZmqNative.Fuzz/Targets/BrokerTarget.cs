using System.Text;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Fuzz.Targets;

/// <summary>A broker that gets any frames: it lives, and answers an honest client.</summary>
internal static class BrokerTarget
{
    private static LivePeer? _peer;

    public static FuzzTarget Create()
    {
        byte[] correlation = [0x5A, 0x52, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0x13, 0x88];
        return new(
            "broker",
            "a broker that gets any frames, beside an honest REQ",
            [
                .. new[] { "echo", "echo\ntext", "echo\nint", "echo\nint\nstream 3", "echo\n\nwatch", "\n\ncancel", "\n\nmore 2", "echo\ncall X.Y(int)", "keyed/1" }
                    .Select(header => FrameList.Write([correlation, [], Encoding.UTF8.GetBytes(header), "42"u8.ToArray()])),
                FrameList.Write([[], "echo"u8.ToArray(), "42"u8.ToArray()]),
            ],
            [.. PeerHeaderTarget.Create().Tokens, .. RequestFramesTarget.Create().Tokens],
            static input => (_peer ??= new LivePeer(Serve, SocketType.Dealer, SocketType.Req, Ask)).Send(input))
        {
            EndAsync = static () => Interlocked.Exchange(ref _peer, null)?.DisposeAsync() ?? default,
        };
    }

    private static Broker Serve(Context context, string endpoint)
    {
        Broker broker = new(new BrokerOptions { Listening = new BrokerListenerOptions { Context = context } });
        _ = broker.Spawn("echo", Answer);
        broker.Bind(endpoint);
        return broker;
    }

    private static ValueTask Answer(object message, ActorContext actor)
    {
        if (message is Frame frame)
        {
            using (frame)
            {
                actor.Reply(frame.ToString());
            }
        }
        else
        {
            actor.Reply(message);
        }

        return default;
    }

    private static void Ask(Socket req, TimeSpan patience)
    {
        req.Send(["echo", "honest"]);
        FuzzFaultException.Unless(req.TryReceive(out Frame answer, patience), "an honest client gets an answer");
        using (answer)
        {
            FuzzFaultException.Unless(answer.ToString() == "honest", "an honest client gets its answer");
        }
    }
}
