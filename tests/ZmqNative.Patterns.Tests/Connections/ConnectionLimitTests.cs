using ZmqNative.Patterns.Tests.Security;

namespace ZmqNative.Patterns.Tests.Connections;

/// <summary>The limits of the connections that a pattern accepts.</summary>
public sealed class ConnectionLimitTests : PatternsTest
{
    [SetUp]
    public void OnlyWithLimits()
    {
        if (!Zmq.Has("zmqnative"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }
    }

    [Test]
    public async Task A_client_above_the_limit_is_refused_counted_and_logged_and_served_when_another_has_gone([Values] bool perAddress)
    {
        using AllLines log = new();
        await using ReplyServer server = new(AnyPort, static request => request.Text, On(new ReplyServerOptions
        {
            MaxConnections = perAddress ? null : 2,
            MaxConnectionsPerAddress = perAddress ? 2 : null,
            LoggerFactory = log,
        }));
        await using RequestClient first = Client(server);
        RequestClient second = Client(server);
        Assert.That(await first.RequestAsync("1", cancellationToken: Limit), Is.EqualTo("1"));
        Assert.That(await second.RequestAsync("2", cancellationToken: Limit), Is.EqualTo("2"));
        await using RequestClient third = Client(server);
        ValueTask<string> waiting = third.RequestAsync("3", cancellationToken: Limit);
        await Eventually(() => server.Statistics.RefusedConnections > 2, "it tries again");
        await Eventually(() => server.ConnectedPeers == 2, "the first two are counted");
        Assert.That(waiting.IsCompleted, Is.False);
        await Logged(log.Lines, "did not accept all connections");
        Assert.That(await first.RequestAsync("1", cancellationToken: Limit), Is.EqualTo("1"));

        await second.DisposeAsync();
        Assert.That(await waiting, Is.EqualTo("3"));
        await Eventually(() => server.ConnectedPeers == 2, "the third is counted for the second");
    }

    [Test]
    public async Task The_count_outlasts_the_native_sockets_of_a_pair_and_the_end_of_the_pattern()
    {
        PairServer server = new(AnyPort, static message => message.Text, On(new PairOptions { MaxConnections = 1 }));
        long before = 0;
        for (int i = 0; i < 2; i++)
        {
            await using PairClient client = new(server.LastEndpoint, On(new PairOptions { RequestTimeout = Generous }));
            await server.WaitForPeersAsync(1, Limit);
            await using (PairClient refused = new(server.LastEndpoint, On(new PairOptions())))
            {
                await Eventually(() => server.Statistics.RefusedConnections > before, "refused");
            }

            before = server.Statistics.RefusedConnections;
            await client.DisposeAsync();
            await Eventually(() => server.ConnectedPeers == 0, "it has gone");
        }

        await server.DisposeAsync();
        Assert.That(server.Statistics.RefusedConnections, Is.GreaterThanOrEqualTo(before));
    }

    [Test]
    public async Task Limits_are_finite_by_default()
    {
        await using Puller puller = new($"@{AnyPort}", On(new PullerOptions()));
        (int? Total, int? PerAddress) limits = default;
        puller.Socket.Configure(socket => limits = (socket.MaxConnections, socket.MaxConnectionsPerAddress));
        Assert.That(limits, Is.EqualTo(((int?)ConnectionLimits.Total, (int?)ConnectionLimits.PerAddress)));
        Assert.That((ConnectionLimits.TotalFor(1024), ConnectionLimits.PerAddressFor(960)), Is.EqualTo((960, 480)));
        Assert.That((ConnectionLimits.TotalFor(int.MaxValue), ConnectionLimits.PerAddressFor(65_472)), Is.EqualTo((65_472, 10_000)));
        Assert.That((ConnectionLimits.TotalFor(64), ConnectionLimits.PerAddressFor(1)), Is.EqualTo((60, 1)));
    }

    private RequestClient Client(Pattern server) =>
        new(server.LastEndpoint, On(new RequestClientOptions { RequestTimeout = Generous, ReconnectInterval = TimeSpan.FromMilliseconds(20) }));
}
