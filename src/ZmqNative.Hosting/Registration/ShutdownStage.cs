namespace ZmqNative.Hosting;

/// <summary>When a socket ends: first nothing more is taken in, then nobody asks, and what is sent goes out last.</summary>
internal enum ShutdownStage
{
    /// <summary>Subscribers, servers, pullers and pair servers: handlers that run may still use all others.</summary>
    Receive,

    /// <summary>Request and pair clients.</summary>
    Ask,

    /// <summary>Publishers and pushers.</summary>
    Send,
}
