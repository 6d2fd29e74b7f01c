namespace ZmqNative.Actors.Tests;

/// <summary>Each option is checked when it is set, and the text of the exception has its name and its range.</summary>
public sealed class OptionRangeTests
{
    private static TestCaseData[] Refused { get; } =
    [
        Case("MailboxCapacity", "from 2 to 1,048,576", static () => new ActorOptions { MailboxCapacity = 1 }),
        Case("MailboxCapacity", "from 2 to 1,048,576", static () => new ActorOptions { MailboxCapacity = (1 << 20) + 1 }),
        Case("MaxWaitingSenders", "from 1 to 1,048,576", static () => new ActorOptions { MaxWaitingSenders = 0 }),
        Case("FullMailbox", "Wait, Fail, DropOldest, DropNewest", static () => new ActorOptions { FullMailbox = (FullMailboxPolicy)9 }),
        Case("MaxRestarts", "from 0 to 2,147,483,647", static () => new Supervision { MaxRestarts = -1 }),
        Case("Jitter", "from 0 to 1", static () => new Supervision { Jitter = 1.5 }),
        Case("Jitter", "from 0 to 1", static () => new Supervision { Jitter = double.NaN }),
        Case("VirtualNodes", "from 1 to 4,096", static () => new RouterOptions { VirtualNodes = 0 }),
        Case("Strategy", "RoundRobin, LeastLoaded, Broadcast, ConsistentHash", static () => new RouterOptions { Strategy = (RoutingStrategy)9 }),
        Case("Min", "from 1 to 4,096", static () => new PoolOptions { Min = 0 }),
        Case("Max", "from 1 to 4,096", static () => new PoolOptions { Max = 4097 }),
        Case("Strategy", "RoundRobin or LeastLoaded", static () => new PoolOptions { Strategy = RoutingStrategy.Broadcast }),
        Case("ResizeInterval", "more than 0", static () => new PoolOptions { ResizeInterval = TimeSpan.Zero }),
        Case("GrowAbove", "from 0 to 1,048,576", static () => new PoolOptions { GrowAbove = double.NaN }),
        Case("ShrinkBelow", "from 0 to 1,048,576", static () => new PoolOptions { ShrinkBelow = -0.1 }),
        Case("ShrinkAfter", "from 1 to", static () => new PoolOptions { ShrinkAfter = 0 }),
        Case("MaxBytesPerReader", "from 1 to", static () => new DeadLetterOptions { MaxBytesPerReader = 0 }),
        Case("PassivateAfter", "more than 0", static () => new KeyedOptions { PassivateAfter = TimeSpan.Zero }),
        Case("QueueCapacity", "from 2 to 1,048,576", static () => new TopicBridgeOptions { QueueCapacity = 0 }),
        Case("MaxInFlight", "from 1 to 1,048,575", static () => new BrokerClientOptions { MaxInFlight = 1 << 20 }),
        Case("MaxInFlight", "from 1 to", static () => new BrokerListenerOptions { MaxInFlight = 0 }),
        Case("MaxPendingDeliveriesPerActor", "from 0 to", static () => new BrokerListenerOptions { MaxPendingDeliveriesPerActor = -1 }),
        Case("MaxSubscriptions", "from 0 to", static () => new BrokerListenerOptions { MaxSubscriptions = -1 }),
        Case("DeliveryTimeout", "more than 0", static () => new BrokerListenerOptions { DeliveryTimeout = TimeSpan.Zero }),
        Case("TellTimeout", "more than 0", static () => new BrokerOptions { TellTimeout = TimeSpan.Zero }),
        Case("DrainTimeout", "from 0", static () => new BrokerOptions { DrainTimeout = TimeSpan.FromTicks(-1) }),
    ];

    private static TestCaseData[] Missing { get; } =
    [
        Case("Name", string.Empty, static () => new BrokerOptions { Name = null! }),
        Case("Actors", string.Empty, static () => new BrokerOptions { Actors = null! }),
        Case("TimeProvider", string.Empty, static () => new BrokerOptions { TimeProvider = null! }),
        Case("Serializer", string.Empty, static () => new BrokerOptions { Serializer = null! }),
        Case("Middleware", string.Empty, static () => new BrokerOptions { Middleware = null! }),
        Case("Middleware", string.Empty, static () => new ActorOptions { Middleware = [null!] }),
        Case("Supervision", string.Empty, static () => new ActorOptions { Supervision = null! }),
    ];

    [TestCaseSource(nameof(Refused))]
    public void A_value_out_of_range_is_refused(string name, string range, Func<object> make) => Assert.That(
        make, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains(range).And.Property("ParamName").EqualTo(name));

    [TestCaseSource(nameof(Missing))]
    public void Null_is_refused(string name, string range, Func<object> make) => Assert.That(
        make, Throws.ArgumentNullException.With.Property("ParamName").EqualTo(name + range));

    private static TestCaseData Case(string name, string range, Func<object> make) =>
        new TestCaseData(name, range, make).SetArgDisplayNames(name);
}
