using System.Text;
using ZmqNative.Actors.Remote;
using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>All kinds of named sockets.</summary>
internal static class SocketKinds
{
    /// <summary>The section of the clients for foreign protocols, whose kinds are made with their registrations.</summary>
    public const string ProtocolClients = "ProtocolClients";

    /// <summary>The most that can be in flight of a client.</summary>
    public const int MaxInFlight = CorrelationTable<object>.MaxCapacity;

    public static readonly SocketKind<Publisher, PublisherOptions> Publisher = new(
        "publisher", "Publishers", binds: true, ShutdownStage.Send,
        [
            Keys.Whole<PublisherOptions>("MessageId", 0, int.MaxValue, static (o, v) => o with { MessageId = (int)v }),
            Keys.Encoding<PublisherOptions>(static (o, v) => o with { Encoding = v }),
            Keys.Flag<PublisherOptions>("LastValueCache", static (o, v) => o with { LastValueCache = v }),
            Keys.Whole<PublisherOptions>(
                "LastValueCacheCapacity", 1, int.MaxValue, static (o, v) => o with { LastValueCacheCapacity = (int)v }),
            Keys.WholeOrNone<PublisherOptions>("MaxTopicLength", 0, static (o, v) => o with { MaxTopicLength = Limit(v) }),
            Keys.WholeOrNone<PublisherOptions>("MaxSubscriptionsPerPeer", 0, static (o, v) => o with { MaxSubscriptionsPerPeer = Limit(v) }),
            Keys.WholeOrNone<PublisherOptions>("MaxTopicBytesPerPeer", 0, static (o, v) => o with { MaxTopicBytesPerPeer = v }),
            Keys.Text<PublisherOptions>("Source", static (o, v) => o with { Source = v }),
        ],
        static (endpoints, options, _) => new Publisher(endpoints, options));

    public static readonly SocketKind<Subscriber, SubscriberOptions> Subscriber = new(
        "subscriber", "Subscribers", binds: false, ShutdownStage.Receive,
        [
            Keys.Encoding<SubscriberOptions>(static (o, v) => o with { Encoding = v }),
            Keys.Flag<SubscriberOptions>("Envelopes", static (o, v) => o with { Envelopes = v }),
            Keys.Whole<SubscriberOptions>("MaxConcurrency", 1, int.MaxValue, static (o, v) => o with { MaxConcurrency = (int)v }),
        ],
        Subscribe)
    { Subscribes = true };

    public static readonly SocketKind<RequestClient, RequestClientOptions> RequestClient = new(
        "request client", "RequestClients", binds: false, ShutdownStage.Ask,
        [
            Keys.Duration<RequestClientOptions>("RequestTimeout", Keys.Shortest, static (o, v) => o with { RequestTimeout = v }),
            Keys.Flag<RequestClientOptions>("FailOnDisconnect", static (o, v) => o with { FailOnDisconnect = v }),
            Keys.Whole<RequestClientOptions>("MaxInFlight", 1, MaxInFlight, static (o, v) => o with { MaxInFlight = (int)v }),
            Keys.Whole<RequestClientOptions>(
                "IdempotentAttempts", 1, int.MaxValue, static (o, v) => o with { IdempotentAttempts = (int)v }),
            Keys.Flag<RequestClientOptions>("CancelsHandlers", static (o, v) => o with { CancelsHandlers = v }),
        ],
        static (endpoints, options, _) => new RequestClient(endpoints, options));

    public static readonly SocketKind<ReplyServer, ReplyServerOptions> ReplyServer = new(
        "reply server", "ReplyServers", binds: true, ShutdownStage.Receive,
        [
            Keys.Whole<ReplyServerOptions>("MaxConcurrency", 1, int.MaxValue, static (o, v) => o with { MaxConcurrency = (int)v }),
            Keys.Whole<ReplyServerOptions>("Prefetch", 1, 1_000_000, static (o, v) => o with { Prefetch = (int)v }),
            Keys.Whole<ReplyServerOptions>("MaxStreams", 1, 1_000_000, static (o, v) => o with { MaxStreams = (int)v }),
            Keys.Whole<ReplyServerOptions>("MaxStreamsPerPeer", 1, 1_000_000, static (o, v) => o with { MaxStreamsPerPeer = (int)v }),
            Keys.Flag<ReplyServerOptions>("EnableDetailedErrors", static (o, v) => o with { EnableDetailedErrors = v }),
            Keys.Text<ReplyServerOptions>(
                "ForeignErrorBody", static (o, v) => o with { ForeignErrorBody = Encoding.UTF8.GetBytes(v) }),
        ],
        static (endpoints, options, _) => new ReplyServer(endpoints, options))
    { NeedsHandler = true };

    public static readonly SocketKind<Pusher, PusherOptions> Pusher = new(
        "pusher", "Pushers", binds: true, ShutdownStage.Send,
        [
            Keys.Choice<PusherOptions, Delivery>("Delivery", static (o, v) => o with { Delivery = v }),
            Keys.Whole<PusherOptions>("MaxUnacknowledged", 1, int.MaxValue, static (o, v) => o with { MaxUnacknowledged = (int)v }),
            Keys.Whole<PusherOptions>(
                "MaxUnacknowledgedBytes", 1, long.MaxValue, static (o, v) => o with { MaxUnacknowledgedBytes = v }),
            Keys.Whole<PusherOptions>("MaxFailures", 1, int.MaxValue, static (o, v) => o with { MaxFailures = (int)v }),
            Keys.DurationOrNone<PusherOptions>("DeliveryTimeout", Keys.Shortest, static (o, v) => o with { DeliveryTimeout = v }),
            Keys.DurationOrNone<PusherOptions>(
                "AcknowledgementTimeout", Keys.Shortest, static (o, v) => o with { AcknowledgementTimeout = v }),
        ],
        static (endpoints, options, _) => new Pusher(endpoints, options));

    public static readonly SocketKind<Puller, PullerOptions> Puller = new(
        "puller", "Pullers", binds: false, ShutdownStage.Receive,
        [
            Keys.Whole<PullerOptions>("MaxConcurrency", 1, int.MaxValue, static (o, v) => o with { MaxConcurrency = (int)v }),
            Keys.Choice<PullerOptions, Delivery>("Delivery", static (o, v) => o with { Delivery = v }),
            Keys.Whole<PullerOptions>("Prefetch", 1, 65_536, static (o, v) => o with { Prefetch = (int)v }),
        ],
        static (endpoints, options, _) => new Puller(endpoints, options));

    public static readonly SocketKind<PairServer, PairOptions> PairServer = new(
        "pair server", "PairServers", binds: true, ShutdownStage.Receive,
        [
            Keys.Duration<PairOptions>("RequestTimeout", Keys.Shortest, static (o, v) => o with { RequestTimeout = v }),
            Keys.Flag<PairOptions>("EnableDetailedErrors", static (o, v) => o with { EnableDetailedErrors = v }),
        ],
        static (endpoints, options, _) => new PairServer(endpoints, options));

    public static readonly SocketKind<PairClient, PairOptions> PairClient = new(
        "pair client", "PairClients", binds: false, ShutdownStage.Ask,
        [
            Keys.Duration<PairOptions>("RequestTimeout", Keys.Shortest, static (o, v) => o with { RequestTimeout = v }),
            Keys.Flag<PairOptions>("EnableDetailedErrors", static (o, v) => o with { EnableDetailedErrors = v }),
        ],
        static (endpoints, options, _) => new PairClient(endpoints, options));

    public static readonly SocketKind<BrokerClient, BrokerClientOptions> BrokerClient = new(
        "broker client", "BrokerClients", binds: false, ShutdownStage.Ask,
        [
            Keys.Duration<BrokerClientOptions>("AskTimeout", Keys.Shortest, static (o, v) => o with { AskTimeout = v }),
            Keys.Duration<BrokerClientOptions>("TellTimeout", Keys.Shortest, static (o, v) => o with { TellTimeout = v }),
            Keys.Flag<BrokerClientOptions>("FailOnDisconnect", static (o, v) => o with { FailOnDisconnect = v }),
            Keys.Whole<BrokerClientOptions>("MaxInFlight", 1, MaxInFlight, static (o, v) => o with { MaxInFlight = (int)v }),
        ],
        static (endpoint, options, _) => new BrokerClient(endpoint.Trim().TrimStart('>'), options))
    { HasOneEndpoint = true };

    public static readonly SocketKind<MessageProxy, HostedProxyOptions> Proxy = new(
        "proxy", "Proxies", binds: true, ShutdownStage.Pass,
        [
            Keys.Choice<HostedProxyOptions, MessageProxyKind>("Kind", static (o, v) => o with { Kind = v }),
            Keys.Text<HostedProxyOptions>("Backend", static (o, v) => o with { Backend = v }),
            Keys.Text<HostedProxyOptions>("Capture", static (o, v) => o with { Capture = v }),
            Keys.Choice<HostedProxyOptions, SocketType>("CaptureType", static (o, v) => o with { CaptureType = v }),
        ],
        static (endpoints, options, _) => HostedProxyOptions.Create(endpoints, options));

    public static readonly BrokerKind Broker = new();

    /// <summary>All kinds, in the order in which sockets are made: those that handlers use come first.</summary>
    public static readonly IReadOnlyList<SocketKind> All =
        [Proxy, Publisher, Pusher, RequestClient, PairClient, BrokerClient, Broker, ReplyServer, PairServer, Puller, Subscriber];

    private static int? Limit(long? value) => value is { } limit ? (int)Math.Min(limit, int.MaxValue) : null;

    private static Subscriber Subscribe(string endpoints, SubscriberOptions options, Subscriptions subscriptions)
    {
        Subscriber subscriber = new(endpoints, options);
        try
        {
            subscriptions.ApplyTo(subscriber);
            return subscriber;
        }
        catch
        {
            _ = subscriber.DisposeAsync().AsTask();
            throw;
        }
    }
}
