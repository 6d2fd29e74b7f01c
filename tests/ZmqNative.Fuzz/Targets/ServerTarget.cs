using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>A server that gets any frames: it lives, and answers an honest client.</summary>
internal static class ServerTarget
{
    private static LivePeer? _peer;

    public static FuzzTarget Create()
    {
        FuzzTarget requests = RequestFramesTarget.Create();
        return new(
            "server",
            "a ReplyServer that gets any frames, beside an honest REQ",
            [.. requests.Seeds.Select(static seed => seed[6..])],
            requests.Tokens,
            static input => (_peer ??= new LivePeer(Serve, SocketType.Dealer, SocketType.Req, Ask)).Send(input))
        {
            EndAsync = static () => Interlocked.Exchange(ref _peer, null)?.DisposeAsync() ?? default,
        };
    }

    /// <summary>Asks and compares the answer with the question.</summary>
    public static void Ask(Socket req, TimeSpan patience)
    {
        req.Send("honest");
        FuzzFaultException.Unless(req.TryReceive(out Frame answer, patience), "an honest client gets an answer");
        using (answer)
        {
            FuzzFaultException.Unless(answer.ToString() == "honest", "an honest client gets its answer");
        }
    }

    private static ReplyServer Serve(Context context, string endpoint)
    {
        ReplyServer server = new(endpoint, Answer, new ReplyServerOptions { Context = context });
        server.HandleStream(static (request, _) => Stream(request.Text));
        return server;
    }

    private static Payload Answer(ReceivedMessage request)
    {
        _ = (request.FrameCount, request.Sequence.Length, request.Span.Length, request.Topic, request.Headers, request.MessageId);
        return request.Text;
    }

    private static async IAsyncEnumerable<Payload> Stream(string text)
    {
        await Task.CompletedTask;
        yield return text;
    }
}
