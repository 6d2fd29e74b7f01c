using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>The nats-server of tests.</summary>
internal static class NatsEngines
{
    /// <summary>Starts a server; skips the test where there is none.</summary>
    public static Task<NatsServer> StartServerAsync(CancellationToken cancellationToken) => NatsServer.IsInstalled
        ? NatsServer.StartAsync(cancellationToken)
        : throw Requirement.NatsServer.Missing("no nats-server in the PATH; ZMQNATIVE_NATS_SERVER may name one");
}
