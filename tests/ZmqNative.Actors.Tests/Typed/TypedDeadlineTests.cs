namespace ZmqNative.Actors.Tests.Typed;

/// <summary>Deadlines, cancellation and streams of calls.</summary>
public sealed class TypedDeadlineTests : BrokerTest
{
    [Test]
    public async Task The_time_out_is_that_of_the_reference_then_of_the_method_then_of_the_broker()
    {
        ManualTime time = new();
        Broker broker = CreateBroker(new BrokerOptions { TimeProvider = time, AskTimeout = TimeSpan.FromSeconds(5) });
        _ = broker.Spawn("silent", static (_, context) =>
        {
            _ = context.ReplyLater();
            return default;
        });
        Task<int> own = broker.Actor<ICart>("silent", TimeSpan.FromSeconds(2)).WaitAsync().AsTask();
        Task<int> declared = broker.Actor<ICart>("silent").WaitAsync().AsTask();
        Task<string> neither = broker.Actor<ICart>("silent").GetNameAsync().AsTask();
        await Advance(3);
        await AssertLate(own);
        await Advance(3);
        await AssertLate(neither);
        Assert.That(declared.IsCompleted, Is.False);
        await Advance(3600);
        await AssertLate(declared);

        async Task Advance(int seconds)
        {
            // The asks before are at the actor: their deadlines have begun.
            await Eventually(() => broker.Cells.All(static cell => cell.IsIdle), "all are at the actor");
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        async Task AssertLate<T>(Task<T> ask) =>
            Assert.That(async () => await ask.WaitAsync(Limit), Throws.TypeOf<AskTimeoutException>());
    }

    [Test]
    public async Task The_token_of_the_caller_reaches_the_method_and_its_cancellation_is_no_failure()
    {
        Broker broker = CreateBroker(new BrokerOptions { AskTimeout = Generous });
        Cart instance = new();
        _ = broker.Spawn<ICart>("cart", () => instance);
        using CancellationTokenSource cancellation = new();
        Task<int> call = broker.Actor<ICart>("cart").WaitAsync(cancellation.Token).AsTask();
        await instance.Waiting.Task.WaitAsync(Limit);
        await cancellation.CancelAsync();
        Assert.That(async () => await call.WaitAsync(Limit), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await broker.Actor<ICart>("cart").GetNameAsync(), Is.EqualTo("cart"), "the same instance goes on");
        Assert.That((broker.Failures, broker.Restarts, broker.DeadLetters.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public async Task A_method_that_is_cancelled_before_it_awaits_has_not_failed([Values] bool isFirst)
    {
        // Whichever learns of the cancellation first, the ask or the method: the caller gets the cancellation.
        Broker broker = CreateBroker(new BrokerOptions { AskTimeout = Generous });
        using CancellationTokenSource cancellation = new();
        _ = broker.Spawn<ICanceller>("canceller", () => new Canceller(cancellation, isFirst));
        Assert.That(
            async () => await broker.Actor<ICanceller>("canceller").RunAsync(cancellation.Token).AsTask().WaitAsync(Limit),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await broker.Actor<ICanceller>("canceller").GetCountAsync(), Is.EqualTo(1));
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task An_exception_of_another_token_is_a_failure()
    {
        Broker broker = CreateBroker();
        _ = broker.Spawn<ICanceller>("canceller", static () => new Canceller(null, isFirst: false));
        using CancellationTokenSource cancellation = new();
        Assert.That(async () => await broker.Actor<ICanceller>("canceller").RunAsync(cancellation.Token), Throws.TypeOf<ActorFailedException>());
        await Eventually(() => broker.Failures == 1, "counted");
    }

    [Test]
    public async Task The_enumerator_is_disposed_when_the_reader_leaves()
    {
        Broker broker = CreateBroker();
        Cart instance = new();
        _ = broker.Spawn<ICart>("cart", () => instance);
        ICart cart = broker.Actor<ICart>("cart");
        await foreach (int number in cart.CountAsync(int.MaxValue, Limit))
        {
            if (number == 100)
            {
                break;
            }
        }

        await instance.StreamEnded.Task.WaitAsync(Limit);
        Assert.That(await cart.GetNameAsync(), Is.EqualTo("cart"));
        Assert.That((broker.Failures, broker.Restarts), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_stream_that_throws_fails_after_its_answers_and_restarts_the_actor()
    {
        Broker broker = CreateBroker();
        _ = broker.Spawn<ICart>("cart", static () => new Cart());
        Assert.That(
            async () =>
            {
                await foreach (int _ in broker.Actor<ICart>("cart").CountAsync(-1, Limit))
                {
                }
            },
            Throws.TypeOf<ActorFailedException>().With.Message.Contains("negative"));
        await Eventually(() => broker.Restarts == 1, "restarted");
    }

    private sealed class Canceller(CancellationTokenSource? cancellation, bool isFirst) : ICanceller
    {
        private int _count;

        public ValueTask RunAsync(CancellationToken cancellationToken)
        {
            _count++;
            if (cancellation is null)
            {
                throw new OperationCanceledException();
            }

            // Without the callbacks, which would end the ask, if this is to be first.
            using CancellationTokenRegistration registration = isFirst
                ? cancellationToken.UnsafeRegister(static _ => throw new OperationCanceledException(), null)
                : default;
            cancellation.Cancel(throwOnFirstException: true);
            cancellationToken.ThrowIfCancellationRequested();
            return default;
        }

        public ValueTask<int> GetCountAsync() => new(_count);
    }
}

[ActorInterface]
internal interface ICanceller
{
    ValueTask RunAsync(CancellationToken cancellationToken);

    ValueTask<int> GetCountAsync();
}
