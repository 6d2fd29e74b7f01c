namespace ZmqNative.Patterns.Tests.Interop;

/// <summary>Request/reply and pair, whose requests are the same.</summary>
public sealed class RequestInteropTests : InteropTest
{
    private static readonly byte[] Echo = "Echo: "u8.ToArray();

    [Test]
    public async Task A_Python_RRServer_and_our_client()
    {
        await using PythonPeer python = PythonPeer.Start("rrserver", 0, 0);
        await using RequestClient client = new(
            await python.ReadEndpointAsync(Limit), Lossless(new RequestClientOptions { RequestTimeout = Generous, MaxInFlight = ManyRequests }));
        await AskAsync(text => client.RequestAsync(text, cancellationToken: Limit).AsTask());
    }

    [Test]
    public async Task Our_server_and_a_Python_RRClient()
    {
        await using ReplyServer server = new(AnyPort, static request => Answer(request.Span), Lossless(new ReplyServerOptions()));
        await using PythonPeer python = PythonPeer.Start("rrclient", PortOf(server.LastEndpoint), ManyRequests);
        await CheckAsync(python, ManyRequests);
    }

    [Test]
    public async Task A_Python_PairServer_and_our_client()
    {
        await using PairClient client = new($"@{AnyPort}", Lossless(new PairOptions { RequestTimeout = Generous }));
        await using PythonPeer python = PythonPeer.Start("pairserver", PortOf(client.LastEndpoint), 0);
        await AskAsync(text => client.RequestAsync(text, cancellationToken: Limit).AsTask());
    }

    [Test]
    public async Task Our_PairServer_and_a_Python_client()
    {
        await using PythonPeer python = PythonPeer.Start("pairclient", 0, ManyRequests);
        await using PairServer server = new(
            $">{await python.ReadEndpointAsync(Limit)}", static request => Answer(request.Span), Lossless(new PairOptions()));
        await CheckAsync(python, ManyRequests);
    }

    private static async Task AskAsync(Func<string, Task<string>> ask)
    {
        foreach (string text in Texts)
        {
            Assert.That(await ask(text), Is.EqualTo("Echo: " + text));
        }

        Task<string>[] requests = [.. Enumerable.Range(0, ManyRequests).Select(i => ask($"{i}"))];
        Assert.That(await Task.WhenAll(requests), Is.EqualTo(Enumerable.Range(0, ManyRequests).Select(i => $"Echo: {i}")));
    }

    private static Payload Answer(ReadOnlySpan<byte> request) => (byte[])[.. Echo, .. request];
}
