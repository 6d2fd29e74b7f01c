using System.Globalization;

namespace ZmqNative.Soak;

/// <summary>Requests, of which each has one outcome and is handled at most once.</summary>
internal sealed class RequestLoad(SoakSetting setting, LinkKind kind, bool security = false) : SoakLoad(setting, "request/reply", kind, security)
{
    private const int Callers = 16;

    protected override async Task RunRoundAsync(Link link, CancellationToken ended)
    {
        RequestLedger requests = new(Ledger);
        async Task<Payload> HandleAsync(ReceivedMessage request)
        {
            string text = request.Text;
            requests.Handled(long.Parse(text, CultureInfo.InvariantCulture));
            if (Random.Shared.Next(20) == 0)
            {
                await Task.Delay(Random.Shared.Next(1, 20), CancellationToken.None);
            }

            return Random.Shared.Next(50) == 0 ? throw new InvalidOperationException("A handler that fails.") : text;
        }

        await using ReplyServer server = new(link.Bound, HandleAsync, Binding(new ReplyServerOptions { MaxConcurrency = 8 }));
        await using RequestClient client = new(
            link.To(server.LastEndpoint), Connecting(new RequestClientOptions { RequestTimeout = link.Breaks ? TimeSpan.FromSeconds(2) : Generous }));
        Task faults = link.InjectAsync(ended);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallUntilAsync(client, requests, ended)));
        await faults;
        await EndAsync(client, requests);
        await client.DisposeAsync();
        await server.DisposeAsync();
        Account(link, requests, client, server);
    }

    // After all faults a request succeeds again.
    private async Task EndAsync(RequestClient client, RequestLedger requests)
    {
        using CancellationTokenSource limit = new(Generous);
        while (await CallAsync(client, requests, Timeout.Infinite, limit.Token) == RequestOutcome.Lost)
        {
        }

        Ledger.Check(!limit.IsCancellationRequested, $"after all faults no request had a reply: {client.Statistics}");
        await Eventually(() => client.InFlight == 0, () => $"{client.InFlight} requests in flight, and none is pending");
    }

    private void Account(Link link, RequestLedger requests, RequestClient client, ReplyServer server)
    {
        PatternStatistics calling = client.Statistics, serving = server.Statistics;
        requests.Account();
        long expired = serving.Dropped - serving.DroppedUnreachable - serving.DroppedQueueFull;
        Ledger.Count("replies dropped: the client had disconnected", serving.DroppedUnreachable);
        Ledger.Count("replies dropped: nobody waited any more", calling.Dropped);
        Ledger.Count("requests dropped: expired", expired);
        Ledger.Check(
            calling.Received == requests.Replied + calling.Dropped + calling.Malformed,
            $"{requests.Replied} replies were taken: {calling}");
        Ledger.Check(
            serving.Received == requests.HandledCount + expired + serving.Unhandled + serving.DroppedRevoked,
            $"{requests.HandledCount} requests were handled: {serving}");
        Ledger.Check(
            serving.Sent + serving.DroppedUnreachable + serving.DroppedQueueFull == requests.HandledCount,
            $"{requests.HandledCount} requests were handled: {serving}");
        if (!link.Breaks)
        {
            Ledger.Check(calling.Sent == serving.Received, $"{calling.Sent} requests were sent, and {serving.Received} received");
            Ledger.Check(requests.LostCount == 0, $"{requests.LostCount} requests had no reply over a connection that has not ended");
        }
    }

    private async Task CallUntilAsync(RequestClient client, RequestLedger requests, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            int cancelAfter;
            lock (requests)
            {
                cancelAfter = Random.Next(40) == 0 ? Random.Next(0, 5) : Timeout.Infinite;
            }

            _ = await CallAsync(client, requests, cancelAfter, CancellationToken.None);
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private async Task<RequestOutcome> CallAsync(RequestClient client, RequestLedger requests, int cancelAfter, CancellationToken limit)
    {
        long number = requests.Begin();
        using CancellationTokenSource early = CancellationTokenSource.CreateLinkedTokenSource(limit);
        early.CancelAfter(cancelAfter);
        RequestOutcome outcome;
        try
        {
            string reply = await client.RequestAsync(Text(number), cancellationToken: early.Token);
            Ledger.Check(reply == Text(number), $"the reply to request {number} is '{reply}'");
            outcome = RequestOutcome.Replied;
        }
        catch (RequestFailedException)
        {
            outcome = RequestOutcome.Failed;
        }
        catch (OperationCanceledException)
        {
            outcome = RequestOutcome.Cancelled;
        }
        catch (Exception exception) when (exception is ConnectionLostException or RequestTimeoutException)
        {
            outcome = RequestOutcome.Lost;
        }
        catch (Exception exception)
        {
            Ledger.Fail(exception.ToString());
            outcome = RequestOutcome.Lost;
        }

        requests.End(number, outcome);
        return outcome;
    }
}
