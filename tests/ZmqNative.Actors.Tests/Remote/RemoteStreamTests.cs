using System.Runtime.CompilerServices;
using ZmqNative.Patterns.Tests.RequestReply;

namespace ZmqNative.Actors.Tests;

public sealed class RemoteStreamTests : RemoteTest
{
    [Test]
    public async Task Many_answers_come_in_order()
    {
        Broker broker = Listen();
        _ = broker.Spawn("numbers", Numbers(1000));
        await using BrokerClient client = Connect(broker);
        List<int> seen = [];
        await foreach (int number in client.Actor("numbers").AskStreamAsync<int>("?", cancellationToken: Limit))
        {
            seen.Add(number);
        }

        Assert.That(seen, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task The_actor_waits_for_a_reader_that_is_slow_and_ends_when_it_leaves()
    {
        Broker broker = Listen();
        int written = 0;
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("numbers", (_, context) =>
        {
            ReplyWriter<int> writer = context.ReplyStream<int>();
            _ = Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        await writer.WriteAsync(Volatile.Read(ref written), Limit);
                        Interlocked.Increment(ref written);
                    }
                }
                catch (OperationCanceledException)
                {
                    left.SetResult();
                }
            });
            return default;
        });
        await using BrokerClient client = Connect(broker);
        await foreach (int number in client.Actor("numbers").AskStreamAsync<int>("?", cancellationToken: Limit))
        {
            Assert.That(Volatile.Read(ref written), Is.LessThan(number + 64), "ahead of the reader");
            if (number == 500)
            {
                break;
            }
        }

        await left.Task.WaitAsync(Limit);
    }

    [Test]
    public async Task A_failure_is_thrown_after_the_written_items()
    {
        Broker broker = Listen();
        _ = broker.Spawn("numbers", static (_, context) =>
        {
            _ = context.ReplyStream<int>().WriteAllAsync(FailAfter(3)).AsTask();
            return default;
        });
        await using BrokerClient client = Connect(broker);
        List<int> seen = [];
        ActorFailedException? failed = await Assert.ThrowsAsync<ActorFailedException>(async () =>
        {
            await foreach (int number in client.Actor("numbers").AskStreamAsync<int>("?", cancellationToken: Limit))
            {
                seen.Add(number);
            }
        });
        Assert.That(failed?.Message, Does.Contain("The handler failed."));
        Assert.That(seen, Is.EqualTo(new[] { 0, 1, 2 }));
    }

    [Test]
    public async Task A_single_answer_is_a_stream_of_one_and_a_missing_actor_is_an_error()
    {
        Broker broker = Listen();
        _ = broker.Spawn("upper", (string text) => text.ToUpperInvariant());
        await using BrokerClient client = Connect(broker);
        List<string> seen = [];
        await foreach (string text in client.Actor("upper").AskStreamAsync<string>("one", cancellationToken: Limit))
        {
            seen.Add(text);
        }

        Assert.That(seen, Is.EqualTo(new[] { "ONE" }));
        await Assert.ThrowsAsync<ActorNotFoundException>(async () =>
        {
            await foreach (string _ in client.Actor("unknown").AskStreamAsync<string>("one", cancellationToken: Limit))
            {
            }
        });
    }

    [Test]
    public async Task A_reader_that_vanishes_is_noticed()
    {
        Broker broker = Listen(new BrokerListenerOptions { HeartbeatInterval = TimeSpan.FromMilliseconds(20) });
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("numbers", (_, context) =>
        {
            ReplyWriter<int> writer = context.ReplyStream<int>();
            _ = writer.Cancellation.Register(left.SetResult);
            return default;
        });
        AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(3), "numbers\ntext\nstream 4", ""), Limit);

        // The probe of the reader.
        Assert.That((await ReceiveBytes(dealer))[0][3], Is.EqualTo(19));
        await dealer.DisposeAsync();
        await left.Task.WaitAsync(Limit);
    }

    [Test]
    public async Task A_write_that_waits_for_the_reader_ends_with_the_stream([Values] bool isFailed)
    {
        Broker broker = Listen();
        TaskCompletionSource<Task> waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("numbers", (_, context) =>
        {
            ReplyWriter<int> writer = context.ReplyStream<int>();

            // The reader has permitted one.
            Task permitted = writer.WriteAsync(0).AsTask();
            Task next = writer.WriteAsync(1).AsTask();
            Assert.That((permitted.IsCompletedSuccessfully, next.IsCompleted), Is.EqualTo((true, false)));
            if (isFailed)
            {
                writer.Fail("enough");
            }
            else
            {
                writer.Complete();
            }

            waiting.SetResult(next);
            return default;
        });
        await using AsyncSocket dealer = Connected(SocketType.Dealer, broker.LastEndpoint);
        await dealer.SendAsync(ActorWireTests.Question(Frames.Correlation(3), "numbers\ntext\nstream 1", ""), Limit);
        Task write = await waiting.Task.WaitAsync(Limit);
        Assert.That(async () => await write.WaitAsync(Generous), Throws.InstanceOf<OperationCanceledException>());
    }

    private static Func<object, ActorContext, ValueTask> Numbers(int count) => (_, context) =>
    {
        _ = context.ReplyStream<int>().WriteAllAsync(Count(count)).AsTask();
        return default;
    };

    private static async IAsyncEnumerable<int> Count(int count, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return i;
        }

        await Task.CompletedTask;
    }

    private static async IAsyncEnumerable<int> FailAfter(int count)
    {
        await foreach (int i in Count(count))
        {
            yield return i;
        }

        throw new InvalidOperationException("enough");
    }
}
