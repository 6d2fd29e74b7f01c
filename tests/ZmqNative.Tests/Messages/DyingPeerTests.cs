using System.Collections.Concurrent;

namespace ZmqNative.Tests;

/// <summary>Multipart messages while peers connect and end, at any moment between two frames.</summary>
public sealed class DyingPeerTests : SocketTest
{
    private const int Rounds = 150;
    private const int Frames = 5;

    [TestCase(SocketType.Push, SocketType.Pull, false)]
    [TestCase(SocketType.Push, SocketType.Pull, true)]
    [TestCase(SocketType.Dealer, SocketType.Dealer, false)]
    [TestCase(SocketType.Dealer, SocketType.Dealer, true)]
    public void Messages_arrive_whole_and_all_of_them_once_no_peer_ends_any_more(
        SocketType sending, SocketType receiving, bool tcp)
    {
        using Socket sender = Bound(sending, out string endpoint, tcp ? FreePort : null, static s =>
        {
            s.SendHighWatermark = 8;
            s.Linger = TimeSpan.Zero;
        });
        ConcurrentBag<string> torn = [];
        ConcurrentBag<int> arrived = [];
        using ManualResetEventSlim stop = new();
        Thread staying = new(() => Stay(receiving, endpoint, torn, arrived, stop));
        Thread ending = new(() => ComeAndGo(receiving, endpoint, torn, arrived, stop));
        staying.Start();
        ending.Start();

        int accepted = 0;
        int number = 0;
        while (ending.IsAlive)
        {
            using MultipartMessage message = Numbered(number++);
            if (sender.TrySend(message, TimeSpan.FromMilliseconds(50)))
            {
                Assert.That(message.IsAlive, Is.False);
                accepted++;
            }
            else
            {
                Assert.That(message.Count, Is.EqualTo(Frames), "a refused message is whole");
            }
        }

        // Once several messages have arrived, no ended peer is in the round-robin any more.
        int inARow = 0;
        Eventually(
            () =>
            {
                Send(number);
                inARow = SpinWait.SpinUntil(() => arrived.Contains(number), 100) ? inARow + 1 : 0;
                number++;
                return inARow == 10;
            },
            "the peer that stays gets nothing");
        int first = number;
        for (; number < first + 500; number++)
        {
            Send(number);
        }

        Eventually(() => arrived.Contains(number - 1), "the last message does not come");
        stop.Set();
        Assert.That(staying.Join(Generous), Is.True);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(torn, Is.Empty);
            Assert.That(arrived, Is.Unique, "none arrives twice");
            Assert.That(arrived, Has.Count.LessThanOrEqualTo(accepted));

            // Messages that were queued for a peer are lost with it, so earlier ones may be missing; now no peer ends.
            Assert.That(arrived.Where(n => n >= first).Order(), Is.EqualTo(Enumerable.Range(first, 500)));
        }

        void Send(int next)
        {
            using MultipartMessage message = Numbered(next);
            Assert.That(sender.TrySend(message, Generous), Is.True);
            accepted++;
        }
    }

    [Test]
    public void A_pair_whose_peer_ends_never_sends_a_partial_message_to_the_next()
    {
        using Socket sender = Bound(SocketType.Pair, out string endpoint, prepare: static s =>
        {
            s.SendHighWatermark = 8;
            s.Linger = TimeSpan.Zero;
        });
        ConcurrentBag<string> torn = [];
        ConcurrentBag<int> arrived = [];
        using ManualResetEventSlim stop = new();
        Thread ending = new(() => ComeAndGo(SocketType.Pair, endpoint, torn, arrived, stop));
        ending.Start();
        for (int number = 0; ending.IsAlive; number++)
        {
            using MultipartMessage message = Numbered(number);
            _ = sender.TrySend(message, TimeSpan.FromMilliseconds(1));
        }

        Assert.That(torn, Is.Empty);
        Assert.That(arrived, Is.Unique);
    }

    [Test]
    public void A_request_of_many_frames_leaves_the_requester_in_a_known_state()
    {
        using Socket req = Bound(SocketType.Req, out string endpoint, prepare: static s => s.Linger = TimeSpan.Zero);
        for (int round = 0; round < Rounds; round++)
        {
            using ManualResetEventSlim ready = new();
            Thread ending = new(() =>
            {
                using Socket rep = Connected(SocketType.Rep, endpoint);
                ready.Set();
            });
            ending.Start();
            ready.Wait(Generous);
            using MultipartMessage message = Numbered(round);
            bool sent = req.TrySend(message);
            Assert.That(ending.Join(Generous), Is.True);
            if (sent)
            {
                // The request was lost with its peer, as any request may be; the next one needs a new socket.
                Assert.That(() => req.TrySend("again"u8), Throws.TypeOf<SocketStateException>());
                return;
            }

            Assert.That(message.Count, Is.EqualTo(Frames));
        }
    }

    private static MultipartMessage Numbered(int number)
    {
        MultipartMessage message = MultipartMessage.Create();
        for (int i = 0; i < Frames; i++)
        {
            message.Add($"{number} {i}");
        }

        return message;
    }

    private void Stay(SocketType type, string endpoint, ConcurrentBag<string> torn, ConcurrentBag<int> arrived, ManualResetEventSlim stop)
    {
        using Socket peer = Connected(type, endpoint, static s => s.ReceiveHighWatermark = 8);
        while (!stop.IsSet)
        {
            if (peer.TryReceiveMessage(out MultipartMessage message, TimeSpan.FromMilliseconds(20)))
            {
                Check(message, torn, arrived);
            }
        }
    }

    private void ComeAndGo(SocketType type, string endpoint, ConcurrentBag<string> torn, ConcurrentBag<int> arrived, ManualResetEventSlim stop)
    {
        Random random = new(4711);
        for (int round = 0; round < Rounds && !stop.IsSet; round++)
        {
            using Socket peer = Connected(type, endpoint, static s =>
            {
                s.ReceiveHighWatermark = 8;
                s.Linger = TimeSpan.Zero;
            });
            for (int i = random.Next(20); i > 0; i--)
            {
                if (peer.TryReceiveMessage(out MultipartMessage message, TimeSpan.FromMilliseconds(2)))
                {
                    Check(message, torn, arrived);
                }
            }
        }
    }

    private static void Check(MultipartMessage message, ConcurrentBag<string> torn, ConcurrentBag<int> arrived)
    {
        using (message)
        {
            string[] frames = Texts(message);
            int number = int.Parse(frames[0].Split(' ')[0]);
            arrived.Add(number);
            if (!frames.SequenceEqual(Enumerable.Range(0, Frames).Select(i => $"{number} {i}"), StringComparer.Ordinal))
            {
                torn.Add(message.ToString());
            }
        }
    }
}
