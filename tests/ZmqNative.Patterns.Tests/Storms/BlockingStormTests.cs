using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Patterns.Tests;

/// <summary>Handlers and callers that block, compute, wait and ask another server at random.</summary>
public sealed class BlockingStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    private const int Callers = 32;

    // Longer and shorter than a take-over of the reactor's thread needs.
    private const int LongestBlock = 12;

    [TestCase(false)]
    [TestCase(true)]
    public async Task Every_request_is_answered_and_other_sockets_are_served(bool tcp)
    {
        int requests = Storm.Size(4_000);
        await using ReplyServer second = new(Endpoint(tcp), static request => request.Memory, On(new ReplyServerOptions()));
        await using RequestClient toSecond = new(second.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Storm.Patience }));
        await using ReplyServer server = new(
            Endpoint(tcp),
            async (request, _) =>
            {
                byte[] body = request.Span.ToArray();
                await DisturbAsync(toSecond);
                return body;
            },
            On(new ReplyServerOptions { MaxConcurrency = 4 }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Storm.Patience }));
        await using SocketPair others = SocketPair.Create(Context, Reactor, Inproc());

        await Storm.EndAsync(
        [
            .. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(client, toSecond, caller, requests / Callers))),
            Task.Run(() => AnswerAsync(others.Bound, requests)),
            Task.Run(() => AskAsync(others.Connected, requests)),
        ]);

        Assert.That(client.InFlight, Is.Zero);
        Assert.That(toSecond.InFlight, Is.Zero);
        await TestContext.Out.WriteLineAsync($"{Reactor.TakeOvers} take-overs");
    }

    private static string Endpoint(bool tcp) => tcp ? "tcp://127.0.0.1:*" : Inproc();

    private static async Task CallAsync(RequestClient client, RequestClient other, int caller, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using ReceivedMessage response = await client.RequestAsync(Storm.Bytes(caller, i));
            Assert.That(Storm.Read(response.Span), Is.EqualTo((caller, i)), "the answer to another request");
            await DisturbAsync(other);
        }
    }

    private static async Task AskAsync(AsyncSocket socket, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.SendAsync(Storm.Bytes(0, i));
            using MultipartMessage answer = await socket.ReceiveAsync();
            Assert.That(Storm.Read(answer[0].Span), Is.EqualTo((0, i)));
        }
    }

    private static async Task AnswerAsync(AsyncSocket socket, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await socket.SendAsync(await socket.ReceiveAsync());
        }
    }

    // One in eight times something that a well-behaved continuation does not do.
    [SuppressMessage("Usage", "VSTHRD103", Justification = "It blocks on purpose.")]
    private static async Task DisturbAsync(RequestClient other)
    {
        switch (Random.Shared.Next(40))
        {
            case 0:
                using (ManualResetEventSlim never = new())
                {
                    _ = never.Wait(Random.Shared.Next(1, LongestBlock));
                }

                break;
            case 1:
                long begin = Stopwatch.GetTimestamp();
                TimeSpan length = TimeSpan.FromMilliseconds(Random.Shared.Next(1, LongestBlock));
                while (Stopwatch.GetElapsedTime(begin) < length)
                {
                    Thread.SpinWait(100);
                }

                break;
            case 2:
                // Blocks until a reply comes that only another thread can receive.
                Assert.That(other.RequestAsync("second").AsTask().GetAwaiter().GetResult(), Is.EqualTo("second"));
                break;
            case 3:
                await Task.Yield();
                break;
            case 4:
                Assert.That(await other.RequestAsync("second"), Is.EqualTo("second"));
                break;
        }
    }
}
