using ZmqNative.Tests.Faults;

namespace ZmqNative.Soak;

/// <summary>The connection between the two ends of one round of a load, with its faults.</summary>
/// <param name="kind">The kind of the connection.</param>
/// <param name="random">The random numbers of the faults.</param>
/// <param name="isEncrypted">Whether bytes may be changed: with CURVE that ends the connection, and changes no message.</param>
internal sealed class Link(LinkKind kind, Random random, bool isEncrypted) : IAsyncDisposable
{
    private static int _lastName;

    private readonly int _name = Interlocked.Increment(ref _lastName);
    private FaultyRelay? _relay;

    /// <summary>The kind of the connection.</summary>
    public LinkKind Kind => kind;

    /// <summary>The endpoint to bind.</summary>
    public string Bound => kind switch
    {
        LinkKind.Inproc => $"inproc://soak-{_name}",
        LinkKind.Ipc => $"ipc://{Path.Combine(Path.GetTempPath(), $"zmqnative-soak-{Environment.ProcessId}-{_name}")}",
        _ => "tcp://127.0.0.1:*",
    };

    /// <summary>Whether connections end before the round does. Where they do not, each message has to be accounted for.</summary>
    public bool Breaks => kind == LinkKind.FaultyRelay;

    /// <summary>The number of connections that may have ended, and lost what was in their queues and buffers.</summary>
    public int Interruptions => Breaks ? _relay?.Accepted ?? 0 : 0;

    /// <summary>Returns the endpoint to connect to, which leads to one that is bound.</summary>
    public string To(string bound)
    {
        if (kind is not (LinkKind.SlowRelay or LinkKind.FaultyRelay))
        {
            return bound;
        }

        _relay = FaultyRelay.To(bound, random.Next());
        _relay.Faults = Breaks ? NextFaults() : new RelayFaults
        {
            Delay = TimeSpan.FromMilliseconds(random.Next(0, 4)),
            SplitsToBytes = random.Next(2) == 0,
        };
        return _relay.Endpoint;
    }

    /// <summary>Injects faults until a time is over. Connections work when it completes, or are made again.</summary>
    public async Task InjectAsync(CancellationToken ended)
    {
        if (!Breaks || _relay is null)
        {
            return;
        }

        try
        {
            while (true)
            {
                await Task.Delay(random.Next(20, 400), ended);
                await InjectAsync(_relay, ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The round ends.
        }

        _relay.Faults = RelayFaults.None;
        _relay.Resume();
        _relay.Allow();

        // The connections that there are may still have faults.
        _relay.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null)
        {
            await _relay.DisposeAsync();
        }
    }

    private async Task InjectAsync(FaultyRelay relay, CancellationToken ended)
    {
        switch (random.Next(5))
        {
            case 0:
                relay.Reset();
                break;
            case 1:
                relay.Close();
                break;
            case 2:
                // Shorter or longer than the time-out of heartbeats.
                relay.Pause();
                await Task.Delay(random.Next(10, 1000), ended);
                relay.Resume();
                break;
            case 3:
                relay.Refuse();
                await Task.Delay(random.Next(10, 300), ended);
                relay.Allow();
                break;
            default:
                relay.Faults = NextFaults();
                relay.Reset();
                break;
        }
    }

    private RelayFaults NextFaults() => random.Next(isEncrypted ? 5 : 4) switch
    {
        0 => new RelayFaults { ResetAfter = random.Next(500, 50_000) },
        1 => new RelayFaults { ResetAfter = random.Next(2_000, 20_000), SplitsToBytes = true },
        2 => new RelayFaults { Delay = TimeSpan.FromMilliseconds(random.Next(1, 20)) },
        4 => new RelayFaults { CorruptAfter = random.Next(500, 50_000) },
        _ => RelayFaults.None,
    };
}
