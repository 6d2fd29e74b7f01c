namespace ZmqNative.Hosting;

/// <summary>When a socket ends: first nothing more is taken in, then nobody acts or asks, and what is sent goes out last.</summary>
internal enum ShutdownStage
{
    /// <summary>Subscribers, servers, pullers and pair servers: handlers that run may still use all others.</summary>
    Receive,

    /// <summary>Brokers: their actors may still ask and send.</summary>
    Act,

    /// <summary>Request, pair and broker clients.</summary>
    Ask,

    /// <summary>Publishers and pushers.</summary>
    Send,

    /// <summary>Proxies: what the others have sent passes through them.</summary>
    Pass,
}
