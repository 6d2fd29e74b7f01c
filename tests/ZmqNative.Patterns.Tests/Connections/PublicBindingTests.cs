namespace ZmqNative.Patterns.Tests;

/// <summary>The warning of sockets that any peer of the network can use.</summary>
public sealed class PublicBindingTests : PatternTest
{
    private LogLines _log = null!;

    [SetUp]
    public void StartLog() => _log = new LogLines();

    [TearDown]
    public void EndLog() => _log.Dispose();

    [TestCase("tcp://*:*")]
    [TestCase("tcp://0.0.0.0:*")]
    public async Task A_tcp_endpoint_without_security_is_logged_once(string endpoint)
    {
        await using Puller puller = new("@" + endpoint, Options());
        string bound = puller.LastEndpoint;
        Assert.That(_log.Lines.Single(), Does.Contain(bound).And.Contain("without security"));
        puller.Unbind(bound);
        puller.Bind(bound);
        Assert.That(_log.Lines, Has.Count.EqualTo(1), "the same endpoint again");
        puller.Bind(endpoint);
        Assert.That(_log.Lines, Has.Count.EqualTo(2), "another endpoint");
    }

    [TestCase("tcp://127.0.0.1:*")]
    [TestCase("tcp://127.9.8.7:*")]
    [TestCase("tcp://lo:*")]
    [TestCase("inproc://public-binding")]
    public async Task An_endpoint_of_this_machine_alone_is_not_logged(string endpoint)
    {
        if (endpoint.Contains("lo", StringComparison.Ordinal) && !OperatingSystem.IsLinux())
        {
            Assert.Ignore("the name of the interface is that of Linux");
        }

        await using Puller puller = new("@" + endpoint, Options());
        Assert.That(_log.Lines, Is.Empty);
    }

    [Test]
    public async Task An_endpoint_with_curve_or_a_domain_is_not_logged()
    {
        await using Puller curve = new("@tcp://*:*", Options() with { Security = CurveServer.AllowAnyClient(CurveKeyPair.Generate()) });
        await using Puller domain = new("@tcp://*:*", Options(static socket => socket.ZapDomain = "addresses"));
        Assert.That(_log.Lines, Is.Empty);
    }

    [TestCase("tcp://[::]:5555", true)]
    [TestCase("tcp://[fe80::1%eth0]:5555", true)]
    [TestCase("tcp://10.0.0.1:5555", true)]
    [TestCase("tcp://[::ffff:10.0.0.1]:5555", true)]
    [TestCase("tcp://[::1]:5555", false)]
    [TestCase("tcp://[::ffff:127.0.0.1]:5555", false)]
    [TestCase("ipc:///tmp/x:5", false)]
    [TestCase("tcp://", false)]
    [TestCase("tcp://:", false)]
    [TestCase("", false)]
    public void Addresses_that_other_machines_can_reach_are_known(string endpoint, bool isReachable) =>
        Assert.That(PublicBinding.IsReachable(endpoint), Is.EqualTo(isReachable));

    private PullerOptions Options(Action<Socket>? configure = null) =>
        new() { Context = Context, Reactor = Reactor, LoggerFactory = _log, ConfigureSocket = configure };
}
