using NATS.Client.Core;
using NATS.Client.JetStream;

namespace ZmqNative.Cluster.Nats;

/// <summary>Finds that a reading has lost messages: the server has forgotten it, or messages were lost with a connection. The client alone would go on to ask for further ones.</summary>
/// <remarks>
/// A server that was restarted knows no reading any more. One whose connection was cut takes all that it has sent for delivered, as nothing is acknowledged; the next entry would show the gap, but there
/// may be none for long. So a reading ends when its connection is made again. Of a server that is lost without the end of a connection no heartbeat comes.
/// </remarks>
internal sealed class NatsReadingLoss : IDisposable
{
    // A request for messages lasts this long, and the server tells that it is there this often meanwhile. Without a sign of it for two intervals the reading is lost.
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(2);

    /// <summary>The number of messages that the client asks for at once: its default.</summary>
    /// <remarks>It asks for as many again when none comes for two intervals, also if its reader takes none.</remarks>
    public const int Messages = 1000;

    /// <summary>That for the tells of one shard, of which a broker has many readings: as many as the owner holds by default (<see cref="DurableTellOptions.MaxHeldPerShard"/>).</summary>
    public const int MessagesOfShard = 256;

    private readonly TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NatsReconnection _reconnection;
    private string? _reason;

    /// <param name="connection">The connection.</param>
    /// <param name="messages">The number of messages that the client asks for at once.</param>
    public NatsReadingLoss(INatsConnection connection, int messages)
    {
        Options = new NatsJSConsumeOpts
        {
            MaxMsgs = messages,
            Expires = RequestTime,
            IdleHeartbeat = HeartbeatInterval,
            NotificationHandler = (notification, cancellationToken) => NoteAsync(
                notification is NatsJSTimeoutNotification ? "no heartbeat of the server came" : $"the server does not know it any more ({notification.Name})"),
        };
        _reconnection = new NatsReconnection(connection, () => NoteAsync("the connection was lost, and is made again"));
    }

    /// <summary>The options of the reading.</summary>
    public NatsJSConsumeOpts Options { get; }

    /// <summary>Moves to the next message. When the reading is lost, those that the client has are still read.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="end">Ends their reading.</param>
    /// <exception cref="OperationCanceledException">The reading is lost, or was cancelled.</exception>
    public async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<INatsJSMsg<byte[]>> messages, CancellationTokenSource end)
    {
        ValueTask<bool> moving = messages.MoveNextAsync();
        if (moving.IsCompletedSuccessfully)
        {
            return await moving.ConfigureAwait(false);
        }

        Task<bool> next = moving.AsTask();
        _ = await Task.WhenAny(next, _lost.Task).ConfigureAwait(false);
        if (!next.IsCompleted)
        {
            await end.CancelAsync().ConfigureAwait(false);
        }

        return await next.ConfigureAwait(false);
    }

    /// <summary>Returns the exception for the loss.</summary>
    /// <param name="stream">The stream that was read.</param>
    /// <param name="engine">The name of the engine.</param>
    public ClusterEngineException ToException(string stream, string engine) =>
        new($"the reading of {stream} is lost: {Volatile.Read(ref _reason) ?? "the client has ended it"}", engine);

    public void Dispose() => _reconnection.Dispose();

    private Task NoteAsync(string reason)
    {
        _ = Interlocked.CompareExchange(ref _reason, reason, null);
        _ = _lost.TrySetResult();
        return Task.CompletedTask;
    }
}
