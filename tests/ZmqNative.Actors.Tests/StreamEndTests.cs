namespace ZmqNative.Actors.Tests;

/// <summary>The ends of streams: completed, failed, or left by their reader. In this process and over the wire.</summary>
public sealed class StreamEndTests : RemoteTest
{
    public enum Where
    {
        Here = 0,
        Elsewhere,
    }

    [Test]
    public async Task A_turn_that_throws_fails_its_stream_whatever_the_state_of_the_writer([Values] Where where)
    {
        Broker broker = Listen();
        _ = broker.Spawn("disposed", static async (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            await WriteThreeAsync(writer);
            throw new FormatException("no more");
        });
        _ = broker.Spawn("left", static async (_, context) =>
        {
            await WriteThreeAsync(context.ReplyStream<int>());
            throw new FormatException("no more");
        });
        _ = broker.Spawn("at-once", static (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            for (int i = 0; i < 3; i++)
            {
                Assert.That(writer.WriteAsync(i).AsTask().IsCompletedSuccessfully);
            }

            throw new FormatException("no more");
        });
        await using BrokerClient client = Connect(broker);
        string text = where == Where.Here ? "no more" : "The handler failed.";
        foreach (string address in new[] { "disposed", "left", "at-once" })
        {
            (List<int> got, Exception? end) = await ReadAsync<int>(Find(where, broker, client, address));
            Assert.That(got, Is.EqualTo(new[] { 0, 1, 2 }), address);
            Assert.That(end, Is.TypeOf<ActorFailedException>().With.Message.Contains(text), address);
        }
    }

    [Test]
    public async Task A_turn_that_ends_completes_the_stream_whose_writer_it_disposed([Values] Where where)
    {
        Broker broker = Listen();
        _ = broker.Spawn("disposed", static async (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            await WriteThreeAsync(writer);
        });
        _ = broker.Spawn("completed", static async (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            await WriteThreeAsync(writer);
            writer.Complete();
            throw new FormatException("after the end");
        });
        await using BrokerClient client = Connect(broker);
        foreach (string address in new[] { "disposed", "completed" })
        {
            (List<int> got, Exception? end) = await ReadAsync<int>(Find(where, broker, client, address));
            Assert.That(got, Is.EqualTo(new[] { 0, 1, 2 }), address);
            Assert.That(end, Is.Null, address);
        }
    }

    [Test]
    public async Task A_writer_that_is_disposed_after_its_turn_without_being_completed_fails_the_stream([Values] Where where)
    {
        Broker broker = Listen();
        TaskCompletionSource turnEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("task", (message, context) =>
        {
            if (!context.IsAskedForStream)
            {
                turnEnded.SetResult();
                return default;
            }

            ReplyWriter<int> writer = context.ReplyStream<int>();
            _ = Task.Run(async () =>
            {
                using (writer)
                {
                    await WriteThreeAsync(writer);
                    await turnEnded.Task;
                    throw new FormatException("no more");
                }
            });
            Assert.That(context.Self.TryTell("next"));
            return default;
        });
        await using BrokerClient client = Connect(broker);
        (List<int> got, Exception? end) = await ReadAsync<int>(Find(where, broker, client, "task"));
        Assert.That(got, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That(end, Is.TypeOf<ActorFailedException>().With.Message.Contains("Complete"));
    }

    [Test]
    public async Task A_reader_that_leaves_does_not_fail_the_writing_turn([Values] Where where)
    {
        Broker broker = Listen();
        int handled = 0;
        _ = broker.Spawn("endless", async (message, context) =>
        {
            if (!context.IsAskedForStream)
            {
                context.Reply(++handled);
                return;
            }

            using ReplyWriter<int> writer = context.ReplyStream<int>();
            for (int i = 0; ; i++)
            {
                await writer.WriteAsync(i);
            }
        });
        await using BrokerClient client = Connect(broker);
        ActorRef endless = Find(where, broker, client, "endless");
        for (int i = 1; i <= 10; i++)
        {
            await foreach (int number in endless.AskStreamAsync<int>("go", Generous, Limit))
            {
                if (number == i)
                {
                    break;
                }
            }

            Assert.That(await endless.AskAsync<int>("next", cancellationToken: Limit), Is.EqualTo(i));
        }

        Assert.That((broker.Failures, broker.Restarts, broker.DeadLetters.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task Nothing_is_written_after_the_writer_was_disposed()
    {
        Broker broker = CreateBroker();
        ActorRef actor = broker.Spawn("actor", static async (_, context) =>
        {
            ReplyWriter<Frame> writer = context.ReplyStream<Frame>();
            writer.Dispose();
            Assert.That(async () => await writer.WriteAsync(Frame.FromText("late")), Throws.InstanceOf<OperationCanceledException>());
            await Task.Yield();
        });
        (List<Frame> got, Exception? end) = await ReadAsync<Frame>(actor);
        Assert.That((got.Count, end), Is.EqualTo((0, (Exception?)null)));
    }

    // The base class fails a test that leaves a frame alive.
    [Test]
    public async Task Frames_that_a_reader_left_unread_are_freed_and_counted([Values] Where where, [Values] bool cancelled)
    {
        Broker broker = Listen();
        TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = broker.Spawn("frames", (_, context) =>
        {
            ReplyWriter<Frame> writer = context.ReplyStream<Frame>();
            _ = Task.Run(async () =>
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        ValueTask write = writer.WriteAsync(Frame.FromText($"{i}"));
                        if (!write.IsCompleted)
                        {
                            _ = full.TrySetResult();
                        }

                        await write;
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
        ActorRef frames = Find(where, broker, client, "frames");
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        try
        {
            await foreach (Frame frame in frames.AskStreamAsync<Frame>("go", Generous, cancel.Token))
            {
                frame.Dispose();
                await full.Task.WaitAsync(Limit);
                if (!cancelled)
                {
                    break;
                }

                await cancel.CancelAsync();
            }
        }
        catch (OperationCanceledException) when (cancelled)
        {
        }

        await left.Task.WaitAsync(Limit);

        // The client drops remote items that arrive after the reader has left.
        await Eventually(() => frames.Owner.UnreadAnswers + client.Statistics.Dropped > 0, "counted");
    }

    [Test]
    public async Task A_cancellation_callback_of_the_writing_actor_that_throws_does_not_reach_the_reader()
    {
        Broker broker = CreateBroker();
        TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ActorRef numbers = broker.Spawn("numbers", async (_, context) =>
        {
            using ReplyWriter<int> writer = context.ReplyStream<int>();
            await using CancellationTokenRegistration registration = writer.Cancellation.Register(() =>
            {
                called.TrySetResult();
                throw new FormatException("a callback");
            });
            await writer.WriteAsync(1);
            await called.Task;
        });

        await foreach (int number in numbers.AskStreamAsync<int>("count", Generous, Limit))
        {
            Assert.That(number, Is.EqualTo(1));
            break;
        }

        await called.Task.WaitAsync(Limit);
    }

    [Test]
    public async Task A_single_answer_belongs_to_the_reader_that_takes_it_and_leaves()
    {
        Broker broker = CreateBroker();
        ActorRef echo = broker.Spawn("echo", static (message, context) =>
        {
            context.Reply(Frame.FromText((string)message));
            return default;
        });
        for (int i = 0; i < 2000; i++)
        {
            Frame taken = default;
            await foreach (Frame frame in echo.AskStreamAsync<Frame>("answer", Generous, Limit))
            {
                taken = frame;
                break;
            }

            using (taken)
            {
                Assert.That(taken.ToString(), Is.EqualTo("answer"));
            }
        }
    }

    [Test]
    public async Task A_failing_wrong_answer_throws_separate_exceptions_at_reader_and_writer()
    {
        Broker broker = CreateBroker();
        Exception? thrown = null;
        ActorRef actor = broker.Spawn("actor", async (_, context) =>
        {
            ReplyWriter<string> writer = context.ReplyStream<string>();
            try
            {
                await writer.WriteAsync("no number");
            }
            catch (ActorFailedException exception)
            {
                thrown = exception;
            }
        });
        (_, Exception? end) = await ReadAsync<int>(actor);
        await Eventually(() => Volatile.Read(ref thrown) is not null, "the writer knows");
        Assert.That(end, Is.TypeOf<ActorFailedException>().And.Not.SameAs(thrown));
    }

    private static async Task WriteThreeAsync(ReplyWriter<int> writer)
    {
        for (int i = 0; i < 3; i++)
        {
            await writer.WriteAsync(i);
            await Task.Yield();
        }
    }

    private async Task<(List<T> Got, Exception? End)> ReadAsync<T>(ActorRef actor)
    {
        List<T> got = [];
        try
        {
            await foreach (T value in actor.AskStreamAsync<T>("go", Generous, Limit))
            {
                got.Add(value);
            }
        }
        catch (ActorFailedException failure)
        {
            return (got, failure);
        }

        return (got, null);
    }

    private static ActorRef Find(Where where, Broker broker, BrokerClient client, string address) =>
        where == Where.Here ? broker.Actor(address) : client.Actor(address);
}
