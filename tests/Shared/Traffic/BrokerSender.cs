using System.Globalization;

namespace ZmqNative.Tests.Traffic;

/// <summary>The messages from a broker to the actors of another one, with the outcome of each.</summary>
internal sealed class BrokerSender(Broker near, string endpoint, RequestLedger asks, Ledger ledger, int seed)
{
    private const int Askers = 8;
    private const int Keys = 50;
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(seed);
    private readonly ActorRef _sink = near.Actor($"{endpoint}/sink");
    private readonly ActorRef _numbers = near.Actor($"{endpoint}/numbers");
    private long _tells;
    private long _publications;
    private long _streams;
    private long _lostStreams;

    /// <summary>The number of tells that were accepted.</summary>
    public long Tells => _tells;

    /// <summary>The number of publications that were accepted for the subscriber.</summary>
    public long Publications => _publications;

    /// <summary>The number of streams that were read to their end.</summary>
    public long Streams => Volatile.Read(ref _streams);

    /// <summary>The number of streams that ended with an exception.</summary>
    public long LostStreams => Volatile.Read(ref _lostStreams);

    /// <summary>Sends until the time is over.</summary>
    public Task RunAsync(CancellationToken ended) => Task.WhenAll(
        [.. Enumerable.Range(0, Askers).Select(_ => RepeatAsync(() => AskAsync(NextCancellation(), CancellationToken.None), ended)),
            RepeatAsync(() => TellAsync(ended), ended), RepeatAsync(() => PublishAsync(ended), ended), RepeatAsync(StreamAsync, ended)]);

    /// <summary>Asks until there is an answer again, after all faults.</summary>
    public async Task EndAsync()
    {
        using CancellationTokenSource limit = new(Generous);
        while (await AskAsync(Timeout.Infinite, limit.Token) == RequestOutcome.Lost)
        {
        }

        ledger.Check(!limit.IsCancellationRequested, "after all faults no ask had an answer");
    }

    /// <summary>Sends one tell.</summary>
    /// <returns>Its number, or that of the last one if it was not accepted.</returns>
    public async Task<long> TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sink.TellAsync(Text(_tells), cancellationToken);
            _tells++;
        }
        catch (OperationCanceledException)
        {
            // It was not sent: the number is used again.
        }

        return _tells - 1;
    }

    /// <summary>Publishes one message.</summary>
    /// <returns>Its number, or that of the last one if it was dropped.</returns>
    public Task<long> PublishAsync(CancellationToken cancellationToken)
    {
        _publications += near.Topics.Publish("news", Text(_publications));
        return Task.FromResult(_publications - 1);
    }

    private async Task<RequestOutcome> AskAsync(int cancelAfter, CancellationToken limit)
    {
        long number = asks.Begin();
        using CancellationTokenSource early = CancellationTokenSource.CreateLinkedTokenSource(limit);
        early.CancelAfter(cancelAfter);
        RequestOutcome outcome;
        try
        {
            string answer = await near.Actor($"{endpoint}/item/{number % Keys}").AskAsync<string>(Text(number), cancellationToken: early.Token);
            ledger.Check(answer == Text(number), $"the answer to ask {number} is '{answer}'");
            outcome = RequestOutcome.Replied;
        }
        catch (ActorFailedException)
        {
            outcome = RequestOutcome.Failed;
        }
        catch (OperationCanceledException)
        {
            outcome = RequestOutcome.Cancelled;
        }
        catch (Exception exception) when (exception is BrokerLostException or AskTimeoutException)
        {
            outcome = RequestOutcome.Lost;
        }
        catch (Exception exception)
        {
            ledger.Fail(exception.ToString());
            outcome = RequestOutcome.Lost;
        }

        asks.End(number, outcome);
        return outcome;
    }

    private async Task StreamAsync()
    {
        int next = 0;
        try
        {
            await foreach (string number in _numbers.AskStreamAsync<string>("?"))
            {
                ledger.Check(number == Text(next), $"answer {next} of a stream is {number}");
                next++;
            }

            ledger.Check(next == NumberStream.Count, $"a stream has completed after {next} answers");
            Interlocked.Increment(ref _streams);
        }
        catch (Exception exception) when (exception is BrokerLostException or AskTimeoutException)
        {
            Interlocked.Increment(ref _lostStreams);
        }
    }

    private int NextCancellation()
    {
        lock (_random)
        {
            return _random.Next(40) == 0 ? _random.Next(0, 5) : Timeout.Infinite;
        }
    }

    private static async Task RepeatAsync(Func<Task> action, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await action();
            await Task.Delay(1, CancellationToken.None);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
