using System.Collections.Concurrent;

namespace ZmqNative.Patterns.Tests;

public sealed class MultipartStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    private const int Frames = 5;

    // libzmq reports EAGAIN once when a peer ends between two frames, and then swallows frames while it reports success. So: every
    // message that arrives is whole, and those for the peer that stays alive arrive once and in order.
    [TestCase(SocketType.Push, SocketType.Pull, false)]
    [TestCase(SocketType.Dealer, SocketType.Dealer, false)]
    [TestCase(SocketType.Push, SocketType.Pull, true)]
    public async Task Messages_stay_whole_while_peers_connect_and_disconnect(SocketType sender, SocketType receiver, bool tcp)
    {
        int peers = Storm.Size(tcp ? 100 : 300);
        await using AsyncSocket source = CreateSocket(sender, new AsyncSocketOptions { DrainTimeout = TimeSpan.Zero });
        source.Configure(Narrow);
        source.Bind(tcp ? "tcp://127.0.0.1:*" : Inproc());
        using CancellationTokenSource done = new();
        ConcurrentDictionary<int, bool> arrived = new();
        int sent = 0;

        Task[] sending = [.. Enumerable.Range(0, 2).Select(_ => UntilCancelledAsync(async () =>
        {
            int number = Interlocked.Increment(ref sent);
            await source.SendAsync(Message(number), done.Token);
        }))];

        await Storm.EndAsync(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < peers / 2; i++)
            {
                await using AsyncSocket peer = CreateSocket(receiver);
                peer.Configure(Narrow);
                peer.Connect(source.LastEndpoint);
                for (int j = Random.Shared.Next(20); j >= 0; j--)
                {
                    Check(await peer.ReceiveAsync());
                }
            }
        })));

        // A peer that stays alive gets everything from here on.
        await using AsyncSocket survivor = CreateSocket(receiver);
        survivor.Configure(Narrow);
        survivor.Connect(source.LastEndpoint);
        for (int i = 0; i < 1000; i++)
        {
            Check(await survivor.ReceiveAsync().AsTask().WaitAsync(Generous));
        }

        await done.CancelAsync();
        await Storm.EndAsync(sending);

        void Check(MultipartMessage message)
        {
            using (message)
            {
                int number = Storm.Read(message[0].Span).Number;
                Assert.That(message.Count, Is.EqualTo(Frames), "a message was cut");
                for (int i = 0; i < Frames; i++)
                {
                    Assert.That(Storm.Read(message[i].Span), Is.EqualTo((i, number)), "frames of two messages were mixed");
                }

                Assert.That(arrived.TryAdd(number, true), Is.True, "a message arrived twice");
            }
        }
    }

    [Test]
    public async Task A_peer_that_stays_alive_gets_every_message_accepted_for_it()
    {
        int count = Storm.Size(20_000);
        await using SocketPair pair = SocketPair.Create(
            Context, Reactor, Inproc(), SocketType.Pull, SocketType.Push, highWatermark: 1);
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < count; i++)
            {
                await pair.Connected.SendAsync(Message(i));
            }
        });
        for (int i = 0; i < count; i++)
        {
            using MultipartMessage message = await pair.Bound.ReceiveAsync().AsTask().WaitAsync(Generous);
            Assert.That((message.Count, Storm.Read(message[4].Span)), Is.EqualTo((Frames, (4, i))));
        }

        await sending.WaitAsync(Generous);
    }

    private static void Narrow(Socket socket)
    {
        socket.SendHighWatermark = 1;
        socket.ReceiveHighWatermark = 1;
        socket.Linger = TimeSpan.Zero;
    }

    private static MultipartMessage Message(int number)
    {
        MultipartMessage message = MultipartMessage.Create();
        for (int i = 0; i < Frames; i++)
        {
            message.Add(Storm.Bytes(i, number));
        }

        return message;
    }

    private static Task UntilCancelledAsync(Func<Task> operation) => Task.Run(async () =>
    {
        try
        {
            while (true)
            {
                await operation();
            }
        }
        catch (OperationCanceledException)
        {
        }
    });
}
