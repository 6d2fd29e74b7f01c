using System.Runtime.CompilerServices;

namespace ZmqNative.Actors.Tests;

/// <summary>A test of code that takes an <see cref="IActorRef"/>, with a fake reference and without a broker.</summary>
public sealed class MockTests : BrokerTest
{
    [Test]
    public async Task A_fake_reference_replaces_an_actor()
    {
        FakeActor orders = new(static message => ((string)message).Length);
        Assert.That(await TotalAsync(orders), Is.EqualTo(6));
        Assert.That(orders.Messages, Is.EqualTo(new object[] { "one", "two" }));
    }

    [Test]
    public async Task A_failure_can_be_simulated()
    {
        FakeActor orders = new(static _ => throw new AskTimeoutException("too late", "order/42"));
        Assert.That(async () => await TotalAsync(orders), Throws.TypeOf<AskTimeoutException>());
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_real_reference_implements_the_interface_too()
    {
        ActorRef orders = CreateBroker().Spawn("orders", static (string text) => text.Length);
        Assert.That(await TotalAsync(orders), Is.EqualTo(6));
    }

    // The code under test.
    private static async Task<int> TotalAsync(IActorRef orders) =>
        await orders.AskAsync<int>("one") + await orders.AskAsync<int>("two");

    private sealed class FakeActor(Func<object, object> answer) : IActorRef
    {
        public List<object> Messages { get; } = [];

        public string Address => "fake";

        public ValueTask TellAsync(object message, CancellationToken cancellationToken = default)
        {
            Messages.Add(message);
            return default;
        }

        public bool TryTell(object message)
        {
            Messages.Add(message);
            return true;
        }

        public ValueTask<T> AskAsync<T>(object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
        {
            Messages.Add(message);
            return new ValueTask<T>((T)answer(message));
        }

        public async IAsyncEnumerable<T> AskStreamAsync<T>(
            object message, TimeSpan? timeout = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return await AskAsync<T>(message, timeout, cancellationToken);
        }
    }
}
