using Microsoft.Extensions.Options;

namespace ZmqNative.Hosting.Tests;

/// <summary>The validation of options: each error names the key, the value and the allowed values, and ends the start.</summary>
public sealed class ValidationTests : HostingTest
{
    [TestCase("Publishers:p:Endpoints", "tpc://*:5555", "must begin with a transport")]
    [TestCase("Publishers:p:Endpoints", "tcp://*", "must be tcp://host:port")]
    [TestCase("Publishers:p:Endpoints", "tcp://*:99999", "0 to 65535")]
    [TestCase("Publishers:p:Endpoints", "tcp://*:5\0", "NUL")]
    [TestCase("Publishers:p:Endpoints", "tcp://*:5555,", "must begin with a transport")]
    [TestCase("Publishers:p:Endpoints", ">tcp://localhost:*", "1 to 65535, as it connects")]
    [TestCase("Publishers:p:Endpoints", "inproc://", "has no address")]
    [TestCase("Subscribers:s:Endpoints", "tcp://*:5555", "its host must be a name or an address")]
    [TestCase("Publishers:p:SendHighWatermark", "-1", "a whole number from 0")]
    [TestCase("Publishers:p:SendHighWatermark", "many", "a whole number from 0")]
    [TestCase("Publishers:p:LastValueCache", "maybe", "true or false")]
    [TestCase("Publishers:p:Encoding", "utf-16", "ASCII as one byte")]
    [TestCase("Publishers:p:DrainTimeout", "5", "such as 00:00:05, 5s or 250ms")]
    [TestCase("Publishers:p:DrainTimeout", "-5s", "zero or more")]
    [TestCase("Publishers:p:DrainTimeout", "60d", "at most 24 days")]
    [TestCase("Publishers:p:DrainTimeout", "soon", "such as 00:00:05, 5s or 250ms")]
    [TestCase("Publishers:p:MaxFrameSize", "0", "from 1 on, or \"none\"")]
    [TestCase("Publishers:p:ReceiveHighWatermarkBytes", "0", "from 1 on, or \"none\"")]
    [TestCase("Publishers:p:MaxTopicLength", "-1", "from 0 on, or \"none\"")]
    [TestCase("Publishers:p:MaxSubscriptionsPerPeer", "many", "from 0 on, or \"none\"")]
    [TestCase("Publishers:p:MaxTopicBytesPerPeer", "-1", "from 0 on, or \"none\"")]
    [TestCase("Publishers:p:MaxConnections", "0", "from 1 on, or \"none\"")]
    [TestCase("Publishers:p:MaxConnectionsPerAddress", "-1", "from 1 on, or \"none\"")]
    [TestCase("Publishers:p:MaxSpins", "10001", "a whole number from 0 to 10000")]
    [TestCase("Publishers:p:Continuations", "Sometimes", "one of Reactor, ThreadPool")]
    [TestCase("RequestClients:c:RequestTimeout", "0s", "at least 1 ms")]
    [TestCase("RequestClients:c:MaxInFlight", "0", "a whole number from 1")]
    [TestCase("RequestClients:c:MaxInFlight", "1048576", "a whole number from 1 to 1048575")]
    [TestCase("Pullers:w:MaxConcurrency", "0", "a whole number from 1")]
    [TestCase("Pullers:w:Delivery", "Sometimes", "one of Unacknowledged, Acknowledged")]
    [TestCase("Pullers:w:Prefetch", "65537", "a whole number from 1 to 65536")]
    [TestCase("Pushers:j:MaxUnacknowledged", "0", "a whole number from 1")]
    [TestCase("Pushers:j:DeliveryTimeout", "0s", "or \"none\"")]
    [TestCase("Subscribers:s:MessageId", "x", "a whole number from 0 on")]
    [TestCase("Subscribers:s:StaleAfter", "1", "such as 00:00:05")]
    [TestCase("IoThreads", "-1", "a whole number from 0 to 256")]
    [TestCase("ShutdownTimeout", "0s", "at least 1 ms")]
    public async Task A_value_that_is_not_allowed(string key, string value, string allowed)
    {
        string problem = await ProblemAsync(("ZmqNative:" + key, value));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem, Does.StartWith($"ZmqNative:{key} = \"{value}\" is not allowed: "));
            Assert.That(problem, Does.Contain(allowed));
        }
    }

    [TestCase("Publishers:p:Endpoint", "tcp://*:5555", "ZmqNative:Publishers:p:Endpoint is unknown. Did you mean Endpoints?")]
    [TestCase("Publishers:p:SendHighWaterMrk", "1", "ZmqNative:Publishers:p:SendHighWaterMrk is unknown. Did you mean SendHighWatermark?")]
    [TestCase("Publishers:p:Topics:0", "x", "ZmqNative:Publishers:p:Topics is unknown.")]
    [TestCase("Publsihers:p:Endpoints", "tcp://*:5555", "ZmqNative:Publsihers is unknown. Did you mean Publishers?")]
    [TestCase("ShutdownTime", "1s", "ZmqNative:ShutdownTime is unknown. Did you mean ShutdownTimeout?")]
    public async Task An_unknown_key(string key, string value, string expected) =>
        Assert.That(await ProblemAsync(("ZmqNative:" + key, value)), Does.StartWith(expected).And.Contain("Known are"));

    [Test]
    public async Task A_missing_endpoint() => Assert.That(
        await ProblemAsync(("ZmqNative:Publishers:p:MessageId", "1")),
        Is.EqualTo("ZmqNative:Publishers:p:Endpoints is missing: give at least one endpoint, such as tcp://*:5555."));

    [Test]
    public async Task A_server_without_handler() => Assert.That(
        await ProblemAsync(("ZmqNative:ReplyServers:echo:Endpoints", "inproc://never")),
        Does.StartWith("ZmqNative:ReplyServers:echo has no handler").And.Contain("AddReplyServer<THandler>(name: \"echo\")"));

    [Test]
    public async Task A_handler_without_subscription()
    {
        IHost host = Build(services => services.AddZmqNative().AddSubscriber(
            "s", static (_, _, _) => ValueTask.CompletedTask, "inproc://never"));
        Assert.That((await FailuresAsync(host)).Single(), Does.StartWith("AddSubscriber(\"s\") subscribes to nothing"));
    }

    [Test]
    public async Task Wrong_endpoints_in_code_name_the_call()
    {
        IHost host = Build(services => services.AddZmqNative().AddPublisher("p", "5555"));
        Assert.That((await FailuresAsync(host)).Single(), Does.StartWith("AddPublisher(\"p\") endpoints = \"5555\" is not allowed: "));
    }

    [Test]
    public async Task A_time_in_code_that_no_timer_can_wait_for()
    {
        IHost host = Build(static services => services.AddZmqNative(static o => o with { ShutdownTimeout = TimeSpan.FromDays(60) }));
        Assert.That(
            (await FailuresAsync(host)).Single(),
            Does.StartWith("AddZmqNative ShutdownTimeout = \"60.00:00:00\" is not allowed: ").And.Contain("at most 24 days"));
    }

    [TestCase("CurveDomain", "jobs")]
    [TestCase("CurveAllowAnyClient", "true")]
    public async Task A_server_of_CURVE_without_its_key(string key, string value) => Assert.That(
        await ProblemAsync(($"ZmqNative:Pullers:jobs:{key}", value)),
        Is.EqualTo("ZmqNative:Pullers:jobs:CurveSecretKey is missing: CurveDomain and CurveAllowAnyClient are for a server of CURVE."));

    [TestCase("Topics")]
    [TestCase("Prefixes")]
    [TestCase("MessageIds")]
    public async Task An_empty_array_of_subscriptions_is_none(string key)
    {
        // As .NET gives an empty array of JSON.
        IHost host = Build(
            static (services, configuration) => services.AddZmqNative(configuration).AddSubscriber(
                "s", static (_, _, _) => ValueTask.CompletedTask, "inproc://never"),
            ($"ZmqNative:Subscribers:s:{key}", string.Empty));
        Assert.That((await FailuresAsync(host)).Single(), Does.StartWith("ZmqNative:Subscribers:s subscribes to nothing"));
    }

    [Test]
    public async Task An_empty_array_of_one_source_hides_nothing_of_another()
    {
        IHost host = Build(
            static (services, configuration) => services.AddZmqNative(configuration).AddSubscriber(
                "s", static (_, _, _) => ValueTask.CompletedTask, "inproc://never"),
            ("ZmqNative:Subscribers:s:Prefixes", string.Empty),
            ("ZmqNative:Subscribers:s:Prefixes:0", "a"));
        await host.StartAsync(Limit);
    }

    [Test]
    public async Task All_errors_are_reported_at_once()
    {
        IHost host = Build(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Publishers:p:Endpoints", "x"),
            ("ZmqNative:Publishers:p:Typo", "x"),
            ("ZmqNative:Pushers:q:Linger", "x"));
        Assert.That(await FailuresAsync(host), Has.Exactly(4).Items);
    }

    [Test]
    public void A_duplicate_name_is_refused_by_the_call()
    {
        ZmqNativeBuilder builder = new ServiceCollection().AddZmqNative().AddPublisher("Updates", "inproc://a");
        Assert.That(
            () => builder.AddPublisher("updates", "inproc://b"),
            Throws.ArgumentException.With.Message.Contains("AddPublisher(\"updates\")").And.Message.Contains("\"Updates\" is registered already"));
        Assert.That(() => builder.AddPusher("updates", "inproc://c"), Throws.Nothing);
        Assert.That(() => builder.AddPusher(" ", "inproc://c"), Throws.ArgumentException);
    }

    [Test]
    public async Task A_name_in_two_sections_is_reported_with_both_keys()
    {
        IHost host = Build(
            static (services, configuration) =>
            {
                services.AddZmqNative(configuration.GetSection("One"));
                services.AddZmqNative(configuration.GetSection("Two"));
            },
            ("One:Pushers:q:Endpoints", "inproc://a"),
            ("Two:Pushers:Q:Endpoints", "inproc://b"));
        Assert.That((await FailuresAsync(host)).Single(), Does.Contain("Two:Pushers:Q").And.Contain("One:Pushers:q"));
    }

    [Test]
    public async Task An_endpoint_in_use_names_the_socket_and_ends_those_already_started()
    {
        using Context context = new();
        using Socket taken = context.CreateSocket(SocketType.Push);
        taken.Bind(AnyPort);
        IHost host = Build(
            static (services, configuration) => services.AddZmqNative(configuration),
            ("ZmqNative:Publishers:first:Endpoints", AnyPort),
            ("ZmqNative:Pushers:jobs:Endpoints", taken.LastEndpoint));
        SocketStartException? exception = await Assert.ThrowsAsync<SocketStartException>(() => host.StartAsync(Limit));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception!.Message, Does.StartWith("The pusher \"jobs\" (ZmqNative:Pushers:jobs, endpoints"));
            Assert.That(exception.InnerException, Is.InstanceOf<AddressInUseException>());
            Assert.That(PatternAccounting.LiveReactors, Is.Zero, "reactors alive");
        }

        await NoAsyncSocketAlive();
    }

    [Test]
    public void Each_option_that_text_can_express_has_a_key()
    {
        foreach (SocketKind kind in SocketKinds.All.Where(static kind => kind is not BrokerKind))
        {
            Type options = kind.GetType().GetGenericArguments()[1];
            IEnumerable<string> names = options.GetProperties().Where(static option => IsText(option.PropertyType)).Select(static option => option.Name);
            Assert.That(kind.OptionNames, Is.SupersetOf(names), kind.Section);
        }
    }

    private static bool IsText(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(TimeSpan) || plain == typeof(string);
    }

    private async Task<string> ProblemAsync(params (string Key, string Value)[] wrong)
    {
        // Valid endpoints, unless an endpoint is the tested value.
        string section = string.Join(':', wrong[0].Key.Split(':').Take(3));
        bool isSocket = wrong[0].Key.Split(':') is [_, "Publishers" or "Subscribers" or "RequestClients" or "Pullers", _, not "Endpoint", ..]
            && !wrong[0].Key.EndsWith(":MessageId", StringComparison.Ordinal);
        bool isSubscriber = wrong[0].Key.Contains("Subscribers", StringComparison.Ordinal);
        (string, string)[] all = (isSocket || isSubscriber) && !wrong[0].Key.EndsWith("Endpoints", StringComparison.Ordinal)
            ? [($"{section}:Endpoints", "inproc://never"), .. wrong]
            : wrong;
        IHost host = Build(static (services, configuration) => services.AddZmqNative(configuration), all);
        return (await FailuresAsync(host))[0];
    }

    private async Task<IReadOnlyList<string>> FailuresAsync(IHost host)
    {
        OptionsValidationException? exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Limit));
        return [.. exception!.Failures];
    }
}
