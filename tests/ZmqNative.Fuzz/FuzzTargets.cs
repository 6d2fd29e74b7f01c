using ZmqNative.Fuzz.Targets;

namespace ZmqNative.Fuzz;

/// <summary>All targets.</summary>
public static class FuzzTargets
{
    /// <summary>The targets, in the order of the layers.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        Z85Target.Create(),
        CertificateTarget.Create(),
        PublicationTarget.Create(),
        TopicFilterTarget.Create(),
        RequestFramesTarget.Create(),
        DeliveryTarget.Create(),
        TraceTarget.Create(),
        ZapTarget.Create(),
        EndpointTarget.Create(),
        PeerHeaderTarget.Create(),
        PeerMessageTarget.Create(),
        AddressTarget.Create(),
        FailureTextTarget.Create(),
        ConfigurationTarget.Create(),
        ServerTarget.Create(),
        ClientTarget.Create(),
        SubscriberTarget.Create(),
        BrokerTarget.Create(),
    ];

    /// <summary>Finds a target by its name.</summary>
    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
