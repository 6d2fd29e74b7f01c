using System.Globalization;

namespace ZmqNative.Soak;

/// <summary>Requests to a server, and asks of a broker, in processes that are stopped and killed.</summary>
/// <param name="setting">The parts that all loads share.</param>
/// <param name="isBroker">Whether the process is a broker; a server otherwise.</param>
internal sealed class ProcessRequestLoad(SoakSetting setting, bool isBroker)
    : SoakLoad(setting, isBroker ? "asks of a process" : "requests to a process", LinkKind.Tcp, security: false)
{
    private const int Callers = 8;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

    protected override TimeSpan NextRoundTime() => TimeSpan.FromMilliseconds(Random.Next(3000, 8000));

    protected override async Task RunRoundAsync(Link link, CancellationToken ended)
    {
        RequestLedger requests = new(Ledger);
        await using Pattern client = isBroker
            ? new BrokerClient($"@{link.Bound}", PeerProgram.Beating(Binding(new BrokerClientOptions { AskTimeout = CallTimeout })))
            : new RequestClient($"@{link.Bound}", PeerProgram.Beating(Binding(new RequestClientOptions { RequestTimeout = CallTimeout })));
        await using PeerProcess process = new(
            PeerProgram.Path, isBroker ? "broker" : "server", client.LastEndpoint, Ledger,
            (number, _) => requests.Handled(long.Parse(number, CultureInfo.InvariantCulture)));
        process.Start();
        Task faults = process.InjectAsync(new Random(Random.Next()), ended);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallUntilAsync(client, requests, ended)));
        await faults;
        using (CancellationTokenSource limit = new(Generous))
        {
            while (!await CallAsync(client, requests) && !limit.IsCancellationRequested)
            {
            }

            Ledger.Check(!limit.IsCancellationRequested, $"after all faults there was no reply: {client.Statistics}");
        }

        await client.DisposeAsync();
        await process.DisposeAsync();
        requests.Account();
        Ledger.Count("processes killed", process.Killed);
        Ledger.Count("processes stopped", process.Stopped);
    }

    private async Task CallUntilAsync(Pattern client, RequestLedger requests, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            _ = await CallAsync(client, requests);
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private async Task<bool> CallAsync(Pattern client, RequestLedger requests)
    {
        long number = requests.Begin();
        bool isReplied = false;
        try
        {
            string reply = client is BrokerClient broker
                ? await broker.Actor("item").AskAsync<string>(Text(number))
                : await ((RequestClient)client).RequestAsync(Text(number));
            Ledger.Check(reply == Text(number), $"the reply to request {number} is '{reply}'");
            isReplied = true;
        }
        catch (Exception exception) when (exception is ConnectionLostException or RequestTimeoutException or AskTimeoutException)
        {
            // The process was stopped or killed.
        }
        catch (Exception exception)
        {
            Ledger.Fail(exception.ToString());
        }

        requests.End(number, isReplied ? RequestOutcome.Replied : RequestOutcome.Lost);
        return isReplied;
    }
}
