using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The kind of clients for foreign protocols whose ids have one type. All such kinds share the section of configuration.</summary>
/// <typeparam name="TId">The type of the ids.</typeparam>
internal static class ProtocolClientKind<TId>
    where TId : notnull, IEquatable<TId>
{
    public static readonly SocketKind<ProtocolClient<TId>, ProtocolClientOptions> Instance = new(
        "protocol client", SocketKinds.ProtocolClients, binds: false, ShutdownStage.Ask,
        [
            Keys.Duration<ProtocolClientOptions>("RequestTimeout", Keys.Shortest, static (o, v) => o with { RequestTimeout = v }),
            Keys.Flag<ProtocolClientOptions>("FailOnDisconnect", static (o, v) => o with { FailOnDisconnect = v }),
            Keys.Whole<ProtocolClientOptions>("MaxInFlight", 1, SocketKinds.MaxInFlight, static (o, v) => o with { MaxInFlight = (int)v }),
            Keys.Whole<ProtocolClientOptions>("MaxQueuedMessages", 1, int.MaxValue, static (o, v) => o with { MaxQueuedMessages = (int)v }),
            Keys.Whole<ProtocolClientOptions>("MaxQueuedBytes", 1, long.MaxValue, static (o, v) => o with { MaxQueuedBytes = v }),
        ],
        static (_, _, _) => throw new NotSupportedException("A protocol client is made by the functions of its registration."))
    { IsMadeInCode = true };
}
