using ZmqNative;
using ZmqTool.Endpoints;

namespace ZmqTool.Sending;

/// <summary>Counts the subscriptions that arrive at an XPUB socket.</summary>
internal sealed class SubscriptionWatch(ToolSocket socket)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private int _wanted = int.MaxValue;

    /// <summary>The number of subscriptions that have arrived.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Completes when so many have arrived; fails when authentication refuses this side.</summary>
    public Task WaitAsync(int count)
    {
        lock (_lock)
        {
            _wanted = count;
            if (_count >= count)
            {
                _ = _reached.TrySetResult();
            }
        }

        return Task.WhenAny(_reached.Task, socket.Peers.Refused).Unwrap();
    }

    /// <summary>Reads what subscribers send until the cancellation: else it would fill the queue.</summary>
    public async Task WatchAsync(CancellationToken cancellation)
    {
        while (true)
        {
            using MultipartMessage message = await socket.Socket.ReceiveAsync(cancellation);

            // A message of 2 GiB or more, which no span can have, is no subscription either.
            if (message[0].LongLength > int.MaxValue || message[0].Span is not [1, ..])
            {
                continue;
            }

            lock (_lock)
            {
                if (++_count >= _wanted)
                {
                    _ = _reached.TrySetResult();
                }
            }
        }
    }
}
