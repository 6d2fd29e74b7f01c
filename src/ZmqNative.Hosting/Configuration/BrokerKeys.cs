using System.Text;
using ZmqNative.Actors;
using ZmqNative.Actors.Remote;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The keys of a broker, with its sections <c>Actors</c>, <c>DeadLetters</c>, <c>Listening</c> and <c>Connecting</c>.</summary>
internal static class BrokerKeys
{
    private static readonly OptionKey<BrokerOptions>[] Own =
    [
        Keys.Text<BrokerOptions>("Name", static (o, v) => o with { Name = v }),
        Keys.Duration<BrokerOptions>("AskTimeout", Keys.Shortest, static (o, v) => o with { AskTimeout = v }),
        Keys.Duration<BrokerOptions>("TellTimeout", Keys.Shortest, static (o, v) => o with { TellTimeout = v }),
        Keys.Duration<BrokerOptions>("DrainTimeout", TimeSpan.Zero, static (o, v) => o with { DrainTimeout = v }),
        Keys.Duration<BrokerOptions>("StopTimeout", TimeSpan.Zero, static (o, v) => o with { StopTimeout = v }),
        Keys.Flag<BrokerOptions>("EnableDetailedErrors", static (o, v) => o with { EnableDetailedErrors = v }),
    ];

    private static readonly OptionKey<ActorOptions>[] OfActors =
    [
        Keys.Whole<ActorOptions>("MailboxCapacity", 2, 1 << 20, static (o, v) => o with { MailboxCapacity = (int)v }),
        Keys.Whole<ActorOptions>("MaxWaitingSenders", 1, 1 << 20, static (o, v) => o with { MaxWaitingSenders = (int)v }),
        Keys.Choice<ActorOptions, FullMailboxPolicy>("FullMailbox", static (o, v) => o with { FullMailbox = v }),
        Keys.DurationOrNone<ActorOptions>(
            "LongHandlingTime", Keys.Shortest, static (o, v) => o with { LongHandlingTime = v ?? Timeout.InfiniteTimeSpan }),
        Keys.Flag<ActorOptions>("TracksSelfAsks", static (o, v) => o with { TracksSelfAsks = v }),
        new("Scheduler", "ThreadPool, DedicatedThread, or SharedThread: with a name behind", ReadScheduler),
    ];

    private static readonly OptionKey<Supervision>[] OfSupervision =
    [
        Keys.Whole<Supervision>("MaxRestarts", 0, int.MaxValue, static (o, v) => o with { MaxRestarts = (int)v }),
        Keys.Duration<Supervision>("Window", Keys.Shortest, static (o, v) => o with { Window = v }),
        Keys.Duration<Supervision>("InitialBackoff", TimeSpan.Zero, static (o, v) => o with { InitialBackoff = v }),
        Keys.Duration<Supervision>("MaxBackoff", TimeSpan.Zero, static (o, v) => o with { MaxBackoff = v }),
        Keys.Fraction<Supervision>("Jitter", static (o, v) => o with { Jitter = v }),
    ];

    private static readonly OptionKey<DeadLetterOptions>[] OfDeadLetters =
    [
        Keys.Whole<DeadLetterOptions>("MaxBytesPerReader", 1, long.MaxValue, static (o, v) => o with { MaxBytesPerReader = v }),
    ];

    private static readonly OptionKey<BrokerListenerOptions>[] OfListening =
    [
        .. CommonKeys.For<BrokerListenerOptions>(),
        Keys.Whole<BrokerListenerOptions>("MaxInFlight", 1, int.MaxValue, static (o, v) => o with { MaxInFlight = (int)v }),
        Keys.Whole<BrokerListenerOptions>("MaxInFlightPerPeer", 1, int.MaxValue, static (o, v) => o with { MaxInFlightPerPeer = (int)v }),
        Keys.Whole<BrokerListenerOptions>("MaxPendingDeliveries", 0, int.MaxValue, static (o, v) => o with { MaxPendingDeliveries = (int)v }),
        Keys.Whole<BrokerListenerOptions>("MaxPendingDeliveriesPerPeer", 0, int.MaxValue, static (o, v) => o with { MaxPendingDeliveriesPerPeer = (int)v }),
        Keys.Whole<BrokerListenerOptions>("MaxPendingDeliveriesPerActor", 0, int.MaxValue, static (o, v) => o with { MaxPendingDeliveriesPerActor = (int)v }),
        Keys.Duration<BrokerListenerOptions>("DeliveryTimeout", Keys.Shortest, static (o, v) => o with { DeliveryTimeout = v }),
        Keys.Duration<BrokerListenerOptions>("MaxTimeToLive", Keys.Shortest, static (o, v) => o with { MaxTimeToLive = v }),
        Keys.Whole<BrokerListenerOptions>("MaxSubscriptions", 0, int.MaxValue, static (o, v) => o with { MaxSubscriptions = (int)v }),
        Keys.Whole<BrokerListenerOptions>("MaxSubscriptionsPerPeer", 0, int.MaxValue, static (o, v) => o with { MaxSubscriptionsPerPeer = (int)v }),
        Keys.Whole<BrokerListenerOptions>("MaxActivations", 0, int.MaxValue, static (o, v) => o with { MaxActivations = (int)v }),
        Keys.Whole<BrokerListenerOptions>("MaxActivationsPerPeer", 0, int.MaxValue, static (o, v) => o with { MaxActivationsPerPeer = (int)v }),
        Keys.Text<BrokerListenerOptions>("ForeignErrorBody", static (o, v) => o with { ForeignErrorBody = Encoding.UTF8.GetBytes(v) }),
    ];

    private static readonly OptionKey<BrokerClientOptions>[] OfConnecting =
    [
        .. CommonKeys.For<BrokerClientOptions>(),
        Keys.Flag<BrokerClientOptions>("FailOnDisconnect", static (o, v) => o with { FailOnDisconnect = v }),
        Keys.Whole<BrokerClientOptions>("MaxInFlight", 1, SocketKinds.MaxInFlight, static (o, v) => o with { MaxInFlight = (int)v }),
    ];

    private const string Listening = "Listening";
    private const string Reachable = "ReachableAddresses";

    public static IEnumerable<string> Names => [.. Own.Select(static key => key.Name), "Actors", "DeadLetters", "Listening", "Connecting"];

    public static BrokerOptions Read(SectionReader reader, BrokerOptions options) => reader.Read(options, Own) with
    {
        Actors = ReadActors(reader.Below("Actors", [.. OfActors.Select(static key => key.Name), "Supervision"]), options.Actors),
        DeadLetters = reader.Below("DeadLetters", [.. OfDeadLetters.Select(static key => key.Name)]) is { } letters
            ? letters.Read(options.DeadLetters, OfDeadLetters)
            : options.DeadLetters,
        Listening = ReadReachable(reader, ReadBelow(reader, Listening, options.Listening, OfListening, Reachable)),
        Connecting = ReadBelow(reader, "Connecting", options.Connecting, OfConnecting),
    };

    private static BrokerListenerOptions ReadReachable(SectionReader reader, BrokerListenerOptions options)
    {
        // A list of texts, each of which is checked. An empty list lets peers reach nothing.
        if (reader.Beneath(Listening) is not { } below || !below.Has(Reachable))
        {
            return options;
        }

        try
        {
            return options with { ReachableAddresses = [.. (below.List(Reachable) ?? []).Where(static address => address.Length > 0)] };
        }
        catch (ArgumentException exception)
        {
            below.Report(Reachable, $": {exception.Message}");
            return options;
        }
    }

    private static ActorOptions? ReadScheduler(ActorOptions options, string text)
    {
        const string shared = "SharedThread:";
        return text.Equals("ThreadPool", StringComparison.OrdinalIgnoreCase) ? options with { Scheduler = null }
            : text.Equals("DedicatedThread", StringComparison.OrdinalIgnoreCase) ? options with { Scheduler = ActorScheduler.DedicatedThread }
            : text.StartsWith(shared, StringComparison.OrdinalIgnoreCase) && text[shared.Length..].Trim() is { Length: > 0 } name
                ? options with { Scheduler = ActorScheduler.SharedThread(name) }
            : null;
    }

    private static ActorOptions ReadActors(SectionReader? reader, ActorOptions options) => reader is null ? options : reader.Read(options, OfActors) with
    {
        Supervision = reader.Below("Supervision", [.. OfSupervision.Select(static key => key.Name)]) is { } below
            ? below.Read(options.Supervision, OfSupervision)
            : options.Supervision,
    };

    private static TOptions ReadBelow<TOptions>(
        SectionReader reader, string name, TOptions options, IReadOnlyList<OptionKey<TOptions>> keys, params string[] more)
        where TOptions : PatternOptions =>
        reader.Below(name, [.. keys.Select(static key => key.Name), .. SecurityKeys.Names, .. more]) is { } below
            ? SecurityKeys.Read(below, below.Read(options, keys))
            : options;
}
