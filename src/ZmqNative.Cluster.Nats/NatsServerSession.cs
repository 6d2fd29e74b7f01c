using NATS.Client.Core;
using NATS.Client.JetStream;

namespace ZmqNative.Cluster.Nats;

/// <summary>A connection to one process of a server, which is not made again: what is sent over it never gets to another process.</summary>
/// <remarks>The client sends what a lost connection has left over the next one, so only one that has no next one can be used for what is meant for one process. Thread-safe.</remarks>
internal sealed class NatsServerSession : IAsyncDisposable
{
    // A process that does not answer is given up after three of them: the client's own default is two minutes.
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(5);
    private const int MaxPingOut = 2;

    private readonly INatsConnection _model;
    private readonly NatsConnection _connection;
    private readonly CancellationTokenSource _end = new();
    private int _hasSocket;
    private int _isDisposed;

    /// <param name="model">The connection whose options are used.</param>
    public NatsServerSession(INatsConnection model)
    {
        _model = model;
        NatsOpts options = model.Opts;
        _connection = new NatsConnection(options with
        {
            Url = Addresses(model),
            Name = $"{options.Name} (removals)",
            NoRandomize = false,
            RetryOnInitialConnect = false,
            PingInterval = PingInterval,
            MaxPingOut = MaxPingOut,
        })
        {
            OnConnectingAsync = ConnectingAsync,
            OnSocketAvailableAsync = UseSocketAsync,
        };
        _connection.ConnectionDisconnected += OnDisconnectedAsync;
        Streams = new NatsJSContext(_connection);
    }

    public NatsJSContext Streams { get; }

    /// <summary>A token that is cancelled when the connection is lost.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>The id of the process; null before the connection is made.</summary>
    public string? ServerId => _connection.ServerInfo?.Id;

    /// <summary>Whether the server has the streams itself: it is neither one of a cluster of servers nor one in front of others.</summary>
    public bool HasStreams => _connection.ServerInfo is { JetStreamAvailable: true, Cluster: null or "" };

    public ValueTask ConnectAsync() => _connection.ConnectAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _connection.ConnectionDisconnected -= OnDisconnectedAsync;
            await _end.CancelAsync().ConfigureAwait(false);
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Those that the servers have told, too, as the client does when it connects again. Each attempt takes them in another order.
    private static string Addresses(INatsConnection model)
    {
        string urls = model.Opts.Url;
        int scheme = urls.IndexOf("://", StringComparison.Ordinal);
        string prefix = scheme < 0 ? "nats://" : urls[..(scheme + 3)];
        return string.Join(',', (model.ServerInfo?.ClientConnectUrls ?? []).Select(address => prefix + address).Prepend(urls));
    }

    private async ValueTask OnDisconnectedAsync(object? sender, NatsEventArgs args) => await DisposeAsync().ConfigureAwait(false);

    private async ValueTask<(string Host, int Port)> ConnectingAsync((string Host, int Port) target)
    {
        if (Volatile.Read(ref _hasSocket) != 0)
        {
            // The client would connect again. It ends when it is disposed.
            await _end.CancelAsync().ConfigureAwait(false);
            throw new NatsException("the connection to this process of the server has ended.");
        }

        return _model.OnConnectingAsync is { } connecting ? await connecting(target).ConfigureAwait(false) : target;
    }

    private async ValueTask<INatsSocketConnection> UseSocketAsync(INatsSocketConnection socket)
    {
        Volatile.Write(ref _hasSocket, 1);
        return _model.OnSocketAvailableAsync is { } available ? await available(socket).ConfigureAwait(false) : socket;
    }
}
