namespace ZmqNative.Hosting;

/// <summary>The stages of a shutdown, in their order: receivers end first, then brokers, then clients, then senders, then proxies.</summary>
internal enum ShutdownStage
{
    /// <summary>Subscribers, servers, pullers and pair servers: running handlers may still use all other sockets.</summary>
    Receive,

    /// <summary>Brokers: their actors may still ask and send.</summary>
    Act,

    /// <summary>Request, pair and broker clients.</summary>
    Ask,

    /// <summary>Publishers and pushers.</summary>
    Send,

    /// <summary>Proxies: messages of the other sockets may still have to pass through them.</summary>
    Pass,
}
