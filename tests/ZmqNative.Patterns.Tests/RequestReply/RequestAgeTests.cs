using System.Collections.Concurrent;

namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>A server that was overloaded drops requests whose clients have timed out, as far as it can know, and no others.</summary>
public sealed class RequestAgeTests : PatternsTest
{
    private const byte TimeInId = 0x40;

    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<string> _handled = new();
    private TaskCompletionSource _entered = null!;
    private TaskCompletionSource _release = null!;
    private ulong _lastIndex;

    [SetUp]
    public void Reset()
    {
        _handled.Clear();
        _entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _lastIndex = 0;
    }

    [TestCase(0ul)]
    [TestCase(123_456_789ul)]
    [TestCase((1ul << 44) - 2_000_000, Description = "The client's clock starts again meanwhile.")]
    public async Task Requests_that_waited_too_long_before_they_were_read_are_dropped_whatever_the_clients_clock(ulong clock)
    {
        await using Reactor reactor = new(timeProvider: _time);
        await using ReplyServer server = Serve(reactor, out string endpoint);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, endpoint);
        await AskAsync(dealer, "baseline", clock, timeToLive: 1000);
        await BlockAsync(dealer, clock);
        await SendAsync(dealer, "dead", clock, timeToLive: 1000);
        await SendAsync(dealer, "alive", clock, timeToLive: 10_000);
        await SendAsync(dealer, "for ever", clock, timeToLive: 0);
        _time.Advance(TimeSpan.FromSeconds(5));
        await SendAsync(dealer, "new", clock + 5_000_000, timeToLive: 1000);
        _release.SetResult();

        await HandledAsync("baseline", "block", "alive", "for ever", "new");
        Assert.That(server.Statistics.Dropped, Is.EqualTo(1));
    }

    [Test]
    public async Task The_first_request_of_a_connection_is_not_dropped()
    {
        await using Reactor reactor = new(timeProvider: _time);
        await using ReplyServer server = Serve(reactor, out string endpoint);
        await using AsyncSocket blocker = Connected(SocketType.Dealer, endpoint);
        await BlockAsync(blocker, 0);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, endpoint);
        await SendAsync(dealer, "unknown age", 77, timeToLive: 1000);
        _time.Advance(TimeSpan.FromSeconds(5));
        _release.SetResult();
        await HandledAsync("block", "unknown age");
    }

    [Test]
    public async Task A_routing_id_that_the_client_chose_and_an_id_without_a_time_count_from_the_reading()
    {
        await using Reactor reactor = new(timeProvider: _time);
        await using ReplyServer server = Serve(reactor, out string endpoint);
        await using AsyncSocket named = CreateSocket(SocketType.Dealer);
        named.Configure(static socket => socket.RoutingId = "named"u8);
        named.Connect(endpoint);
        await using AsyncSocket foreign = Connected(SocketType.Dealer, endpoint);
        await AskAsync(named, "first", 0, timeToLive: 1000);
        await BlockAsync(named, 0);
        await SendAsync(named, "named", 0, timeToLive: 1000);
        await foreign.SendAsync([Frames.Correlation(1, timeToLive: 1000), "", "foreign"u8], Limit);
        _time.Advance(TimeSpan.FromSeconds(5));
        _release.SetResult();
        await HandledAsync("first", "block", "named", "foreign");
    }

    [Test]
    public async Task A_client_whose_clock_stood_still_is_judged_correctly_once_the_server_has_caught_up()
    {
        await using Reactor reactor = new(timeProvider: _time);
        await using ReplyServer server = Serve(reactor, out string endpoint);
        await using AsyncSocket dealer = Connected(SocketType.Dealer, endpoint);
        await AskAsync(dealer, "before", 0, timeToLive: 1000);
        await CaughtUpAsync(server);
        _time.Advance(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        await AskAsync(dealer, "after", 1000, timeToLive: 1000);
        await CaughtUpAsync(server);
        await BlockAsync(dealer, 2000);
        await SendAsync(dealer, "in the backlog", 3000, timeToLive: 1000);
        _release.SetResult();
        await HandledAsync("before", "after", "block", "in the backlog");
    }

    [Test]
    public async Task Requests_that_timed_out_in_large_numbers_are_not_handled()
    {
        const int Requests = 100_000;
        int handled = 0;
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ReplyServer server = new(
            AnyPort,
            async (request, _) =>
            {
                Interlocked.Increment(ref handled);
                if (request.Text == "block")
                {
                    await release.Task;
                }

                return request.Text;
            },
            On(new ReplyServerOptions { ReceiveHighWatermark = 0 }));
        await using RequestClient client = new(
            server.LastEndpoint, On(new RequestClientOptions { MaxInFlight = Requests + 1, SendHighWatermark = 0 }));
        await client.WaitForPeersAsync(1, Limit);
        for (int i = 0; i < 10; i++)
        {
            _ = await client.RequestAsync("baseline", Generous, Limit);
        }

        Task<string> blocked = client.RequestAsync("block", Generous, Limit).AsTask();
        await Eventually(() => Volatile.Read(ref handled) == 11, "the handler");
        Task<int>[] requests = new Task<int>[Requests];
        for (int i = 0; i < Requests; i++)
        {
            requests[i] = TimesOutAsync(client);
        }

        Assert.That((await Task.WhenAll(requests)).Sum(), Is.EqualTo(Requests));
        release.SetResult();
        Assert.That(await blocked, Is.EqualTo("block"));
        Assert.That(await client.RequestAsync("probe", Generous, Limit), Is.EqualTo("probe"));
        Assert.That((handled, server.Statistics.Dropped), Is.EqualTo((12, Requests)));

        async Task<int> TimesOutAsync(RequestClient client)
        {
            try
            {
                (await client.RequestAsync("x"u8.ToArray(), TimeSpan.FromSeconds(1), Limit)).Dispose();
                return 0;
            }
            catch (RequestTimeoutException)
            {
                return 1;
            }
        }
    }

    private ReplyServer Serve(Reactor reactor, out string endpoint) => new(
        endpoint = Inproc(),
        async (request, _) =>
        {
            string text = request.Text;
            _handled.Enqueue(text);
            if (text == "block")
            {
                _entered.SetResult();
                await _release.Task;
            }

            return text;
        },
        On(new ReplyServerOptions { MaxSpins = 0 }, reactor));

    private Task SendAsync(AsyncSocket dealer, string text, ulong microseconds, uint timeToLive) => dealer.SendAsync(
        [
            Frames.Correlation((microseconds << 20) | ++_lastIndex, timeToLive, TimeInId), "", System.Text.Encoding.UTF8.GetBytes(text)],
        Limit).AsTask();

    private async Task AskAsync(AsyncSocket dealer, string text, ulong microseconds, uint timeToLive)
    {
        await SendAsync(dealer, text, microseconds, timeToLive);
        Assert.That((await ReceiveTexts(dealer))[^1], Is.EqualTo(text));
    }

    private async Task BlockAsync(AsyncSocket dealer, ulong microseconds)
    {
        await SendAsync(dealer, "block", microseconds, timeToLive: 0);
        await _entered.Task.WaitAsync(Limit);
    }

    // The reply to a request comes before the server has found its socket empty: a clock that moves between the two makes it look busy.
    private Task CaughtUpAsync(ReplyServer server) => Eventually(() => server.Socket.PendingReceives > 0, "the server waits for requests");

    private async Task HandledAsync(params string[] expected)
    {
        await Eventually(() => _handled.Count == expected.Length, "the requests that are alive");
        Assert.That(_handled, Is.EquivalentTo(expected));
    }
}
