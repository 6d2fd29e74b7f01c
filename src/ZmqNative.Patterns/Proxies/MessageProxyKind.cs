namespace ZmqNative.Patterns;

/// <summary>The kinds of a <see cref="MessageProxy"/>: the patterns of its two sides.</summary>
public enum MessageProxyKind
{
    /// <summary>Publishers at the frontend, subscribers at the backend: XSUB and XPUB. Subscriptions go the other way.</summary>
    Forwarder = 0,

    /// <summary>Request clients at the frontend, reply servers that share the requests at the backend: ROUTER and DEALER.</summary>
    Queue,

    /// <summary>Pushers at the frontend, pullers at the backend: PULL and PUSH.</summary>
    Streamer,
}
