namespace ZmqNative.Patterns;

/// <summary>The patterns between which a <see cref="MessageProxy"/> stands.</summary>
public enum MessageProxyKind
{
    /// <summary>Publishers in front, subscribers behind: XSUB and XPUB. Subscriptions go the other way.</summary>
    Forwarder = 0,

    /// <summary>Request clients in front, reply servers behind, which share the requests: ROUTER and DEALER.</summary>
    Queue,

    /// <summary>Pushers in front, pullers behind: PULL and PUSH.</summary>
    Streamer,
}
