using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using ZmqNative.Tests.Nats;

namespace ZmqNative.Cluster.Tests;

/// <summary>The nats-server of tests.</summary>
internal static class NatsEngines
{
    /// <summary>Starts a server; skips the test where there is none.</summary>
    public static Task<NatsServer> StartServerAsync(CancellationToken cancellationToken) => NatsServer.IsInstalled
        ? NatsServer.StartAsync(cancellationToken)
        : throw Requirement.NatsServer.Missing("no nats-server in the PATH; ZMQNATIVE_NATS_SERVER may name one");

    /// <summary>Waits until the readings that a server has of a stream are as they should be.</summary>
    public static async Task WaitForReadingsAsync(NatsServer server, string stream, Func<List<ConsumerInfo>, bool> condition, CancellationToken cancellationToken)
    {
        await using NatsConnection connection = new(new NatsOpts { Url = server.Url });
        NatsJSContext streams = new(connection);
        while (true)
        {
            List<ConsumerInfo> readings = [];
            await foreach (INatsJSConsumer consumer in streams.ListConsumersAsync(stream, cancellationToken))
            {
                readings.Add(consumer.Info);
            }

            if (condition(readings))
            {
                return;
            }

            await Task.Delay(5, cancellationToken);
        }
    }
}
