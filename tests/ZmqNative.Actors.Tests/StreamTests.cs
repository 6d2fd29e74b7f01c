namespace ZmqNative.Actors.Tests;

public sealed class StreamTests : BrokerTest
{
    [Test]
    public async Task Answers_stream_in_order_and_end()
    {
        ActorRef counter = CreateBroker().Spawn("counter", static (message, context) =>
        {
            ReplyWriter<int> answers = context.ReplyStream<int>();
            return answers.WriteAllAsync(CountAsync((int)message));
        });
        List<int> got = [];
        await foreach (int number in counter.AskStreamAsync<int>(1000, Generous, Limit))
        {
            got.Add(number);
        }

        Assert.That(got, Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public async Task The_writer_waits_for_its_reader_and_is_cancelled_when_it_leaves()
    {
        int written = 0;
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef endless = CreateBroker().Spawn("endless", (_, context) =>
        {
            ReplyWriter<int> answers = context.ReplyStream<int>();
            _ = Task.Run(async () =>
            {
                try
                {
                    while (true)
                    {
                        await answers.WriteAsync(written);
                        written++;
                    }
                }
                catch (OperationCanceledException) when (answers.Cancellation.IsCancellationRequested)
                {
                    ended.SetResult();
                }
            });
            return default;
        });
        await foreach (int number in endless.AskStreamAsync<int>("go", Generous, Limit))
        {
            await Eventually(() => written > 10, "some are ahead");
            Assert.That(written, Is.LessThan(number + 30));
            if (number == 100)
            {
                break;
            }
        }

        await ended.Task.WaitAsync(Limit);
        Assert.That(written, Is.LessThan(130));
    }

    [Test]
    public async Task A_failure_is_thrown_after_the_items_written_before_it()
    {
        Broker broker = CreateBroker();
        ActorRef failing = broker.Spawn("failing", static async (_, context) =>
        {
            using ReplyWriter<int> answers = context.ReplyStream<int>();
            await answers.WriteAsync(1);
            answers.Fail("enough");
        });
        ActorRef throwing = broker.Spawn("throwing", static (_, _) => throw new FormatException("bad"));
        ActorRef single = broker.Spawn("single", static (string _) => 7);
        List<int> got = [];
        Assert.That(
            async () =>
            {
                await foreach (int number in failing.AskStreamAsync<int>("go", Generous, Limit))
                {
                    got.Add(number);
                }
            },
            Throws.TypeOf<ActorFailedException>().With.Message.Contains("enough"));
        Assert.That(got, Is.EqualTo(new[] { 1 }));
        Assert.That(async () => await FirstAsync(throwing), Throws.TypeOf<ActorFailedException>());
        Assert.That(async () => await FirstAsync(broker.Actor("unknown")), Throws.TypeOf<ActorNotFoundException>());
        Assert.That(await FirstAsync(single), Is.EqualTo(7));
    }

    [Test]
    public async Task A_silent_stream_ends_at_its_deadline()
    {
        TestBroker kit = CreateKit();
        ReplyWriter<int>? answers = null;
        ActorRef silent = kit.Broker.Spawn("silent", (_, context) =>
        {
            answers = context.ReplyStream<int>();
            return default;
        });
        Task<int> first = FirstAsync(silent, TimeSpan.FromSeconds(1));
        await kit.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.That(async () => await first.WaitAsync(Limit), Throws.TypeOf<AskTimeoutException>());
        Assert.That(answers!.Cancellation.IsCancellationRequested, Is.True);
        Assert.That(async () => await answers.WriteAsync(1), Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task<int> FirstAsync(ActorRef actor, TimeSpan? timeout = null)
    {
        await foreach (int number in actor.AskStreamAsync<int>("go", timeout ?? Generous))
        {
            return number;
        }

        return -1;
    }

    private static async IAsyncEnumerable<int> CountAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (i % 100 == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }
}
