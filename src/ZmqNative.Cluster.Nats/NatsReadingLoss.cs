using NATS.Client.JetStream;

namespace ZmqNative.Cluster.Nats;

/// <summary>Finds that the server has forgotten a reading, as it does with a restart: the client alone would go on to ask for messages.</summary>
internal sealed class NatsReadingLoss
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

    /// <param name="messages">The number of messages that the client asks for at once.</param>
    public NatsReadingLoss(int messages) => Options = new NatsJSConsumeOpts
    {
        MaxMsgs = messages,
        Expires = RequestTime,
        IdleHeartbeat = HeartbeatInterval,
        NotificationHandler = (notification, cancellationToken) =>
        {
            Reason = notification.Name;
            _ = _lost.TrySetResult();
            return Task.CompletedTask;
        },
    };

    /// <summary>The options of the reading.</summary>
    public NatsJSConsumeOpts Options { get; }

    /// <summary>The client's name of the loss.</summary>
    public string Reason { get; private set; } = string.Empty;

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
}
