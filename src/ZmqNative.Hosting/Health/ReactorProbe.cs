using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Measures whether the reactor responds, by a message that only it can deliver to a waiting receive.</summary>
internal static class ReactorProbe
{
    private static int _last;

    /// <summary>Returns the time that the reactor took; null if it did not respond in time, or has ended.</summary>
    public static async Task<TimeSpan?> MeasureAsync(
        Context context, Reactor reactor, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string endpoint = $"inproc://zmqnative-reactor-probe-{Interlocked.Increment(ref _last)}";
        try
        {
            AsyncSocket receiver = reactor.CreateSocket(context, SocketType.Pair);
            await using (receiver.ConfigureAwait(false))
            {
                receiver.Bind(endpoint);
                AsyncSocket sender = reactor.CreateSocket(context, SocketType.Pair);
                await using (sender.ConfigureAwait(false))
                {
                    sender.Connect(endpoint);
                    long begin = TimeProvider.System.GetTimestamp();
                    using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                    limit.CancelAfter(timeout);
                    ValueTask<MultipartMessage> answer = receiver.ReceiveAsync(limit.Token);
                    _ = sender.TrySend(ReadOnlySpan<byte>.Empty);
                    (await answer.ConfigureAwait(false)).Dispose();
                    return TimeProvider.System.GetElapsedTime(begin);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or InvalidOperationException or ZmqException)
        {
            // The reactor or the context has ended.
            return null;
        }
    }
}
