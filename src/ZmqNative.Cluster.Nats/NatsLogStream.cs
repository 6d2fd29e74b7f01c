using System.Globalization;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace ZmqNative.Cluster.Nats;

/// <summary>A stream of the log, with the time at which it was made in its description.</summary>
/// <remarks>
/// The time tells a stream that was lost and made anew from one that is still there. The server's own one does not: after <c>kill -9</c> and a new start, nats-server 2.9.10 gives the time of that start.
/// </remarks>
internal static class NatsLogStream
{
    /// <summary>The number of bytes of a stream without a limit.</summary>
    public const long Unlimited = -1;

    private const int NameInUse = 10058;
    private const int NotFound = 404;
    private const string Text = "Durable messages of a cluster of ZmqNative brokers, made ";

    /// <summary>Makes a stream, or gives an existing one the settings.</summary>
    /// <exception cref="ClusterSettingsException">The existing stream has another number of replicas.</exception>
    public static async Task OpenAsync(NatsEngine engine, StreamConfig config, CancellationToken cancellationToken)
    {
        NatsJSContext streams = engine.Streams;
        while (true)
        {
            if (await FindAsync(streams, config.Name!, cancellationToken).ConfigureAwait(false) is { } found)
            {
                NatsReplicas.Check(engine.Name, $"the stream '{config.Name}'", found.Config.NumReplicas, config.NumReplicas);
                config.Description = Describe(CreatedOf(found));
                _ = await streams.UpdateStreamAsync(config, cancellationToken).ConfigureAwait(false);
                return;
            }

            try
            {
                config.Description = Describe(DateTimeOffset.UtcNow);
                _ = await streams.CreateStreamAsync(config, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (NatsJSApiException taken) when (taken.Error.ErrCode == NameInUse)
            {
                // Another broker has made it meanwhile, and its time counts.
            }
        }
    }

    /// <summary>Returns the time at which a stream was made.</summary>
    public static DateTimeOffset CreatedOf(StreamInfo stream) =>
        stream.Config.Description is { } description && description.StartsWith(Text, StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(description[Text.Length..], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset created)
            ? created
            : stream.Created;

    private static string Describe(DateTimeOffset created) => Text + created.ToString("O", CultureInfo.InvariantCulture);

    private static async Task<StreamInfo?> FindAsync(NatsJSContext streams, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await streams.GetStreamAsync(name, cancellationToken: cancellationToken).ConfigureAwait(false)).Info;
        }
        catch (NatsJSApiException missing) when (missing.Error.Code == NotFound)
        {
            return null;
        }
    }
}
