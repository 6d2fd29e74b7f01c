namespace ZmqNative.Patterns.Tests;

public sealed class ProtocolStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    /// <summary>
    /// Single replies, streams and streams left early, half of them cancelled: each has one outcome, and each id is free again.
    /// </summary>
    [TestCase(false)]
    [TestCase(true)]
    public async Task Every_request_of_a_foreign_protocol_has_one_outcome_though_half_are_cancelled(bool tcp)
    {
        int requests = Storm.Size(30_000);
        const int Callers = 8;
        const int IdsOfCaller = 4;
        await using AsyncSocket router = CreateSocket(SocketType.Router);
        router.Bind(tcp ? "tcp://127.0.0.1:*" : Inproc());
        Task server = AnswerAsync(router);
        await using ProtocolClient<long> client = new(
            router.LastEndpoint,
            static request => BitConverter.ToInt64(request[0].Span),
            static reply => BitConverter.ToInt64(reply[0].Span),
            static reply => reply[1].Span[0] == 0,
            new ProtocolClientOptions { Context = Context, Reactor = Reactor, RequestTimeout = Storm.Patience });
        await using Canceller canceller = new();
        int answered = 0;
        int cancelled = 0;
        await Storm.EndAsync(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (int i = 0; i < requests / Callers; i++)
            {
                // Few ids, so that each is used again as soon as its request has ended.
                long id = (caller * IdsOfCaller) + (i % IdsOfCaller);
                using CancellationTokenSource source = new();
                bool toBeCancelled = canceller.MayCancel(source);
                MultipartMessage request = MultipartMessage.Create(BitConverter.GetBytes(id), new byte[] { 0 }, Storm.Bytes(caller, i));
                try
                {
                    if (i % 3 == 0)
                    {
                        using MultipartMessage reply = await client.RequestAsync(request, cancellationToken: source.Token);
                        Check(reply);
                    }
                    else
                    {
                        await foreach (MultipartMessage reply in client.RequestStreamAsync(request, cancellationToken: source.Token))
                        {
                            Check(reply);
                            if (i % 3 == 1)
                            {
                                break;
                            }
                        }
                    }

                    Interlocked.Increment(ref answered);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                    Assert.That(toBeCancelled, Is.True);
                }

                // The reply to an earlier request with the id may arrive: it has the same caller.
                void Check(MultipartMessage reply) => Assert.That(Storm.Read(reply[2].Span).Sender, Is.EqualTo(caller));
            }
        })));

        Assert.That(answered + cancelled, Is.EqualTo(requests / Callers * Callers));
        Assert.That(answered, Is.GreaterThanOrEqualTo(requests / 3));
        Assert.That(client.InFlight, Is.Zero);
        for (long id = 0; id < Callers * IdsOfCaller; id++)
        {
            using MultipartMessage reply = await client.RequestAsync(MultipartMessage.Create(BitConverter.GetBytes(id), new byte[] { 0 }, new byte[8]));
        }

        await client.DisposeAsync();
        await router.DisposeAsync();
        await server;
        await TestContext.Out.WriteLineAsync(
            $"{answered} answered, {cancelled} cancelled, {client.UnsolicitedMessages} unsolicited, {client.Statistics.Dropped} dropped");
    }

    // Two replies that are not the last, and the last.
    private static async Task AnswerAsync(AsyncSocket router)
    {
        await foreach (MultipartMessage request in router.ReadAllAsync())
        {
            using (request)
            {
                byte[][] frames = [.. Enumerable.Range(0, request.Count).Select(i => request[i].Span.ToArray())];
                foreach (byte more in new byte[] { 1, 1, 0 })
                {
                    try
                    {
                        await router.SendAsync([frames[0], frames[1], new byte[] { more }, frames[3]]);
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }
                }
            }
        }
    }
}
