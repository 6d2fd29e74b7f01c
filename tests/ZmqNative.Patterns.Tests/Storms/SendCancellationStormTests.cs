namespace ZmqNative.Patterns.Tests;

public sealed class SendCancellationStormTests(ContinuationThread continuations) : StormTest(continuations)
{
    private const int Senders = 4;

    // A cancelled send's number must not arrive; a completed one's must, once, and in the order of its sender.
    [TestCase(1)]
    [TestCase(2)]
    public async Task Exactly_the_messages_that_were_not_cancelled_arrive(int highWatermark)
    {
        int perSender = Storm.Size(100_000) / Senders;
        await using SocketPair pair = SocketPair.Create(
            Context, Reactor, Inproc(), SocketType.Pull, SocketType.Push, highWatermark);
        await using Canceller canceller = new();
        bool[][] sent = [.. Enumerable.Range(0, Senders).Select(_ => new bool[perSender])];
        int[][] arrived = [.. Enumerable.Range(0, Senders).Select(_ => new int[perSender])];

        // Each send is either to be cancelled or releases one message, so half of the sends find no room.
        using SemaphoreSlim permits = new(0);
        Task receiving = Task.Run(async () =>
        {
            int[] last = [-1, -1, -1, -1];
            while (true)
            {
                await permits.WaitAsync();
                (int sender, int number) = Storm.Take(await pair.Bound.ReceiveAsync());
                if (sender == Senders)
                {
                    return;
                }

                arrived[sender][number]++;
                Assert.That(number, Is.GreaterThan(last[sender]), "a number arrived twice or out of order");
                last[sender] = number;
            }
        });
        await Storm.EndAsync(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (int i = 0; i < perSender; i++)
            {
                using CancellationTokenSource source = new();
                bool toBeCancelled = canceller.MayCancel(source);
                if (!toBeCancelled)
                {
                    permits.Release();
                }

                try
                {
                    // Both methods that send.
                    await (i % 2 == 0
                        ? pair.Connected.SendAsync(Storm.Bytes(sender, i), source.Token)
                        : pair.Connected.SendAsync(Frame.Copy(Storm.Bytes(sender, i)), source.Token));
                    sent[sender][i] = true;
                    if (toBeCancelled)
                    {
                        // It took the room of another send, which would wait for ever.
                        await Canceller.WaitForAsync(source);
                        permits.Release();
                    }
                }
                catch (OperationCanceledException)
                {
                }
            }
        })));
        permits.Release();
        await pair.Connected.SendAsync(Storm.Bytes(Senders, 0));
        await receiving.WaitAsync(Storm.Patience);

        for (int sender = 0; sender < Senders; sender++)
        {
            Assert.That(arrived[sender], Is.EqualTo(sent[sender].Select(completed => completed ? 1 : 0)));
        }

        await TestContext.Out.WriteLineAsync(
            $"{sent.Sum(numbers => numbers.Count(completed => completed))} of {perSender * Senders} were sent");
    }
}
