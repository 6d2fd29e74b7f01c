using System.Diagnostics.CodeAnalysis;
using NATS.Client.Core;

namespace ZmqNative.Cluster.Nats;

/// <summary>An engine on a nats-server with JetStream, 2.9 or newer. Buckets and streams are made with the first use.</summary>
/// <remarks>
/// <para>
/// An entry that the server has acknowledged survives the end of the server's process. It survives a loss of power only with <c>sync_interval: always</c> in
/// the server's configuration (nats-server 2.10 or newer), or with several replicas of which one keeps its power.
/// </para>
/// <para>With the first durable tell that was handled a second connection is made, for removals alone: it ends with the process of the server, so that none removes an entry which another process gave the same number.</para>
/// <para>One instance may be given to several brokers of a process. Dispose it after them. Thread-safe.</para>
/// </remarks>
public sealed class NatsCluster : IClusterEngine, IAsyncDisposable
{
    // Short against a lease: each attempt after a failed one waits twice as long. The client adds up to 100 ms by chance.
    private static readonly TimeSpan FirstReconnect = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestReconnect = TimeSpan.FromSeconds(2);

    private readonly INatsConnection _connection;
    private readonly bool _ownsConnection;
    private readonly NatsEngine _engine;
    private readonly NatsLog _log;

    /// <summary>Creates an engine with a connection of its own, which is made with the first use, and made again when it is lost: after 0.1 s, then after twice the pause each time, up to 2 s.</summary>
    /// <param name="url">The address of the server, or several with commas between them, such as <c>nats://nats.example:4222</c>.</param>
    /// <param name="options">The options; default <see cref="NatsClusterOptions"/>.</param>
    /// <exception cref="ArgumentException">The address is null or empty.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "DisposeAsync disposes it.")]
    public NatsCluster(string url, NatsClusterOptions? options = null)
        : this(new NatsConnection(OptionsFor(url)), options) => _ownsConnection = true;

    /// <summary>Creates an engine over a connection, such as one with credentials.</summary>
    /// <param name="connection">
    /// The connection, which stays the caller's. When it is made again, after a loss, is told by its <see cref="NatsOpts.ReconnectWaitMin"/>. Durable tells are removed over a second one, with its options.
    /// </param>
    /// <param name="options">The options; default <see cref="NatsClusterOptions"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="connection"/> is null.</exception>
    public NatsCluster(INatsConnection connection, NatsClusterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        _engine = new NatsEngine(connection, options ?? new NatsClusterOptions());
        Directory = new NatsDirectory(_engine);
        _log = new NatsLog(_engine);
    }

    /// <summary>The directory: two buckets, of which one expires.</summary>
    public IActorDirectory Directory { get; }

    /// <summary>The log of durable messages: three streams.</summary>
    public IDurableLog Log => _log;

    /// <summary>Closes the connections that the engine has made.</summary>
    /// <returns>A task that completes when they are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        _engine.Dispose();
        await _log.DisposeAsync().ConfigureAwait(false);
        if (_ownsConnection)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static NatsOpts OptionsFor(string url)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(url);
        return new NatsOpts
        {
            Url = url,
            Name = "ZmqNative.Cluster",
            RetryOnInitialConnect = true,
            MaxReconnectRetry = -1,
            ReconnectWaitMin = FirstReconnect,
            ReconnectWaitMax = LongestReconnect,
        };
    }
}
