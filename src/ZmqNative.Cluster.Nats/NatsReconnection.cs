using NATS.Client.Core;

namespace ZmqNative.Cluster.Nats;

/// <summary>Notes that a connection was lost and is made again: what the server sent over the former one may be lost, and the server does not send it again.</summary>
internal sealed class NatsReconnection : IDisposable
{
    private readonly INatsConnection _connection;
    private readonly Func<Task> _reconnected;
    private volatile bool _isDisconnected;

    /// <param name="connection">The connection.</param>
    /// <param name="reconnected">Called each time when the connection is made again. Must not throw.</param>
    public NatsReconnection(INatsConnection connection, Func<Task> reconnected)
    {
        _connection = connection;
        _reconnected = reconnected;
        connection.ConnectionDisconnected += OnDisconnectedAsync;
        connection.ConnectionOpened += OnOpenedAsync;
    }

    public void Dispose()
    {
        _connection.ConnectionDisconnected -= OnDisconnectedAsync;
        _connection.ConnectionOpened -= OnOpenedAsync;
    }

    private ValueTask OnDisconnectedAsync(object? sender, NatsEventArgs args)
    {
        _isDisconnected = true;
        return default;
    }

    private ValueTask OnOpenedAsync(object? sender, NatsEventArgs args) => _isDisconnected ? new ValueTask(_reconnected()) : default;
}
