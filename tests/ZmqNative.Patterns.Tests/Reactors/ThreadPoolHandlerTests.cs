namespace ZmqNative.Patterns.Tests;

/// <summary>Handlers on the thread pool that await operations of other patterns, which continue on a reactor's thread.</summary>
public sealed class ThreadPoolHandlerTests : PatternsTest
{
    private const int Messages = 300;

    private int _begun;
    private int _begunOnReactor;
    private int _continuedOnReactor;

    [SetUp]
    public void Reset() => (_begun, _begunOnReactor, _continuedOnReactor) = (0, 0, 0);

    [Test]
    public async Task Each_handler_of_a_server_begins_on_the_thread_pool()
    {
        await using ReplyServer inner = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient toInner = new(inner.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        await using ReplyServer server = new(AnyPort, AnswerAsync, On(new ReplyServerOptions { Continuations = ContinuationThread.ThreadPool }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));

        // All at once, so that the server has read the next requests when a handler returns.
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(i => client.RequestAsync($"{i}", null, Limit).AsTask()));
        AssertBegunOnThreadPool();

        async ValueTask<Payload> AnswerAsync(ReceivedMessage request, CancellationToken cancellationToken) =>
            await PassOnAsync(toInner, request.Text);
    }

    [Test]
    public async Task Each_handler_of_a_puller_begins_on_the_thread_pool()
    {
        await using ReplyServer inner = new(AnyPort, static request => request.Text, On(new ReplyServerOptions()));
        await using RequestClient toInner = new(inner.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous }));
        int handled = 0;
        await using Puller puller = new($"@{AnyPort}", HandleAsync, On(new PullerOptions { Continuations = ContinuationThread.ThreadPool }));
        await using Pusher pusher = new($">{puller.LastEndpoint}", On(new PusherOptions()));
        for (int i = 0; i < Messages; i++)
        {
            await pusher.PushAsync($"{i}", Limit);
        }

        await Eventually(() => Volatile.Read(ref handled) == Messages, "the messages");
        AssertBegunOnThreadPool();

        async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            _ = await PassOnAsync(toInner, message.Text);
            Interlocked.Increment(ref handled);
        }
    }

    private async Task<string> PassOnAsync(RequestClient client, string text)
    {
        Interlocked.Increment(ref _begun);
        if (ReactorThread.Current is not null)
        {
            Interlocked.Increment(ref _begunOnReactor);
        }

        string answer = await client.RequestAsync(text, null, Limit);
        if (ReactorThread.Current is not null)
        {
            Interlocked.Increment(ref _continuedOnReactor);
        }

        return answer;
    }

    private void AssertBegunOnThreadPool()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_begun, Is.EqualTo(Messages));
            Assert.That(_continuedOnReactor, Is.Positive, "otherwise the test shows nothing");
            Assert.That(_begunOnReactor, Is.Zero);
        }
    }
}
