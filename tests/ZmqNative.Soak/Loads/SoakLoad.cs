using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ZmqNative.Soak;

/// <summary>One pattern over one kind of connection, in rounds: each makes its ends, sends with faults, ends them, and accounts for all messages.</summary>
/// <param name="setting">The parts that all loads share.</param>
/// <param name="pattern">The name of the pattern.</param>
/// <param name="kind">The kind of the connection.</param>
/// <param name="security">Whether the connection has CURVE.</param>
internal abstract class SoakLoad(SoakSetting setting, string pattern, LinkKind kind, bool security)
{
    /// <summary>The longest time of a step that is to succeed. It only ends a hang.</summary>
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BeatInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BeatTimeout = TimeSpan.FromMilliseconds(600);

    /// <summary>The name in the report.</summary>
    public string Name { get; } = $"{pattern}, {kind.ToString().ToLowerInvariant()}{(security ? ", curve" : string.Empty)}";

    /// <summary>The counts.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>The number of rounds that have ended.</summary>
    public int Rounds { get; private set; }

    /// <summary>The random numbers of this load.</summary>
    protected Random Random { get; } = new(HashCode(setting.Seed, pattern, kind, security));

    protected SoakSetting Setting => setting;

    /// <summary>The user of the connecting end, with CURVE.</summary>
    protected string User => Name.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-');

    /// <summary>Whether the connecting end has a user, whose messages can be refused.</summary>
    protected bool HasUser => security;

    /// <summary>Runs rounds until the soak ends. Does not throw.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Any exception is a problem that is reported.")]
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await using Link link = new(kind, new Random(Random.Next()), security);
            using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            ended.CancelAfter(NextRoundTime());
            try
            {
                await RunRoundAsync(link, ended.Token);
            }
            catch (Exception exception)
            {
                Ledger.Fail($"round {Rounds}: {exception}");
            }

            Ledger.Count("connections that ended", link.Interruptions);
            Rounds++;
        }
    }

    /// <summary>Returns the time of a round in which messages are sent.</summary>
    protected virtual TimeSpan NextRoundTime() => TimeSpan.FromMilliseconds(Random.Next(300, 3000));

    /// <summary>Runs one round.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="ended">The time in which messages are sent and faults injected.</param>
    protected abstract Task RunRoundAsync(Link link, CancellationToken ended);

    /// <summary>Completes the options of the end that binds.</summary>
    protected T Binding<T>(T options)
        where T : PatternOptions => Complete(options, security ? setting.Server : null);

    /// <summary>Completes the options of the end that connects.</summary>
    protected T Connecting<T>(T options)
        where T : PatternOptions => Complete(options, security ? setting.Client(User) : null);

    /// <summary>Waits for a condition that no event reports.</summary>
    protected static async Task Eventually(Func<bool> condition, Func<string> what)
    {
        using CancellationTokenSource limit = new(Generous);
        while (!condition())
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"Still waiting after {Generous.TotalSeconds:N0} s: {what()}");
            }

            await Task.Delay(1);
        }
    }

    /// <summary>Pauses a sender, so that all loads have their share of the processors.</summary>
    protected Task PaceAsync(long number) => number % 16 == 0 ? Task.Delay(Random.Next(1, 6)) : Task.CompletedTask;

    protected static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private T Complete<T>(T options, SecurityOptions? with)
        where T : PatternOptions
    {
        PatternOptions common = options;
        common = common with
        {
            Name = Name,
            Context = setting.Context,
            Reactor = setting.Reactor,
            Security = with,
        };

        // Elsewhere a busy machine must not end connections.
        return (T)(kind == LinkKind.FaultyRelay ? common with { HeartbeatInterval = BeatInterval, HeartbeatTimeout = BeatTimeout } : common);
    }

    // The same for each run, unlike string.GetHashCode.
    private static int HashCode(int seed, string pattern, LinkKind kind, bool security) =>
        pattern.Aggregate(seed, static (hash, c) => unchecked((hash * 31) + c)) + ((int)kind * 2) + (security ? 1 : 0);
}
