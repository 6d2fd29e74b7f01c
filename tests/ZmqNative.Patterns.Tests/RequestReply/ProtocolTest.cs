namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>A client of a protocol with the frames <c>id | more or last | body</c>, and the ROUTER at the other end.</summary>
public abstract class ProtocolTest : PatternsTest
{
    /// <summary>Creates a client with texts as ids.</summary>
    protected ProtocolClient<string> Client(AsyncSocket router, ProtocolClientOptions? options = null, Reactor? reactor = null) => new(
        router.LastEndpoint,
        static request => request[0].ToString(),
        static reply => reply[0].ToString() is { Length: > 0 } id ? id : null,
        static reply => reply[1].ToString() == "last",
        On(options ?? new ProtocolClientOptions(), reactor));

    /// <summary>Creates a request.</summary>
    protected static MultipartMessage Ask(string id) => MultipartMessage.Create(id, "last", "question");

    /// <summary>Receives a request and returns its routing id.</summary>
    protected async Task<(byte[] Peer, string Id)> ReceiveRequest(AsyncSocket router)
    {
        byte[][] frames = await ReceiveBytes(router);
        return (frames[0], System.Text.Encoding.UTF8.GetString(frames[1]));
    }

    /// <summary>Sends a reply.</summary>
    protected async Task Reply(AsyncSocket router, byte[] peer, string id, string kind, string body)
    {
        MultipartMessage message = MultipartMessage.Create(id, kind, body);
        message.Insert(0, Frame.Copy(peer));
        await router.SendAsync(message, Limit);
    }

    /// <summary>Returns the body of a reply, and disposes the reply.</summary>
    protected static async Task<string> Body(ValueTask<MultipartMessage> request)
    {
        using MultipartMessage reply = await request;
        return reply[2].ToString();
    }

    /// <summary>Returns the bodies of the messages of a stream, and adds each to the list of the caller.</summary>
    private protected async Task<string[]> Bodies(IAsyncEnumerable<MultipartMessage> stream, List<string>? into = null)
    {
        into ??= [];
        await foreach (MultipartMessage reply in stream.WithCancellation(Limit))
        {
            into.Add(reply[2].ToString());
        }

        return [.. into];
    }
}
