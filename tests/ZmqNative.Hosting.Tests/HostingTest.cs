using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ZmqNative.Hosting.Tests;

/// <summary>A test with hosts, after which nothing may be alive.</summary>
[TestFixture]
[NonParallelizable]
public abstract class HostingTest
{
    /// <summary>An endpoint with a free port; <see cref="Pattern.LastEndpoint"/> has its number.</summary>
    protected const string AnyPort = "tcp://127.0.0.1:*";

    /// <summary>The one time-out of all tests: far beyond what any of them needs, so that it only ends a hang.</summary>
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private static int _lastName;
    private readonly List<IHost> _hosts = [];

    /// <summary>The hosts of this test.</summary>
    protected IReadOnlyList<IHost> Hosts => _hosts;
    private CancellationTokenSource _limit = null!;

    /// <summary>Ends all waits of a test that hangs.</summary>
    protected CancellationToken Limit { get; private set; }

    /// <summary>The log entries of the hosts.</summary>
    private protected LogRecorder Log { get; private set; } = null!;

    [SetUp]
    public void StartLimit()
    {
        _limit = new CancellationTokenSource(Generous);
        Limit = _limit.Token;
        Log = new LogRecorder();
    }

    [TearDown]
    public async Task AssertNothingIsAlive()
    {
        foreach (IHost host in _hosts)
        {
            await DisposeAsync(host);
        }

        _hosts.Clear();
        _limit.Dispose();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(PatternAccounting.LiveAsyncSockets, Is.Zero, "async sockets alive");
            Assert.That(PatternAccounting.LiveReactors, Is.Zero, "reactors alive");
            Assert.That(PatternAccounting.LiveWaiters, Is.Zero, "waiters alive");
            Assert.That(Accounting.LiveContexts, Is.Zero, "contexts alive");
            Assert.That(Accounting.LiveSockets, Is.Zero, "sockets alive");
            Assert.That(Accounting.LiveFrames, Is.Zero, "frames alive");
        }
    }

    /// <summary>An inproc endpoint that no other test uses.</summary>
    protected static string Inproc() => $"inproc://hosting-test-{Interlocked.Increment(ref _lastName)}";

    /// <summary>Disposes a host as <c>await using</c> does.</summary>
    protected static ValueTask DisposeAsync(IHost host) => ((IAsyncDisposable)host).DisposeAsync();

    /// <summary>Builds a host that is disposed at the end of the test.</summary>
    protected IHost Build(Action<IServiceCollection> configure) => Build((services, _) => configure(services));

    /// <summary>Builds a host with configuration, which is disposed at the end of the test.</summary>
    protected IHost Build(Action<IServiceCollection, IConfiguration> configure, params (string Key, string Value)[] configuration)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            configuration.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log));
        configure(builder.Services, builder.Configuration);
        IHost host = builder.Build();
        _hosts.Add(host);
        return host;
    }

    /// <summary>Builds and starts a host.</summary>
    protected async Task<IHost> StartAsync(Action<IServiceCollection> configure)
    {
        IHost host = Build(configure);
        await host.StartAsync(Limit);
        return host;
    }

    /// <summary>Builds and starts a host with configuration.</summary>
    protected async Task<IHost> StartAsync(
        Action<IServiceCollection, IConfiguration> configure, params (string Key, string Value)[] configuration)
    {
        IHost host = Build(configure, configuration);
        await host.StartAsync(Limit);
        return host;
    }

    /// <summary>Returns the named socket of a host.</summary>
    protected static T Named<T>(IHost host, string name)
        where T : Pattern => host.Services.GetRequiredKeyedService<T>(name);

    /// <summary>Waits for a condition that no event reports, such as a count.</summary>
    protected async Task Eventually(Func<bool> condition, string what)
    {
        while (!condition())
        {
            Assert.That(Limit.IsCancellationRequested, Is.False, $"still waiting: {what}");
            await Task.Delay(1);
        }
    }

    /// <summary>Waits until a pattern whose constructor threw has ended: no host knows it.</summary>
    protected Task NoAsyncSocketAlive() => Eventually(static () => PatternAccounting.LiveAsyncSockets == 0, "no async socket alive");
}
