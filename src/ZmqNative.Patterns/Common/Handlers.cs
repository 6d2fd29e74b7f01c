namespace ZmqNative.Patterns;

/// <summary>Makes the one form of handler that loops call out of those that users like to write.</summary>
internal static class Handlers
{
    public static Func<ReceivedMessage, CancellationToken, ValueTask> Adapt(Func<ReceivedMessage, CancellationToken, Task> handler) =>
        (message, cancellationToken) => new ValueTask(handler(message, cancellationToken));

    public static Func<ReceivedMessage, CancellationToken, ValueTask> Adapt(Action<ReceivedMessage> handler) =>
        (message, _) =>
        {
            handler(message);
            return ValueTask.CompletedTask;
        };

    public static Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> Adapt(Func<ReceivedMessage, CancellationToken, Task<Payload>> handler) =>
        (message, cancellationToken) => new ValueTask<Payload>(handler(message, cancellationToken));

    public static Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> Adapt(Func<ReceivedMessage, Payload> handler) =>
        (message, _) => new ValueTask<Payload>(handler(message));
}
