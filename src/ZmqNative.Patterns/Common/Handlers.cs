namespace ZmqNative.Patterns;

/// <summary>Converts the forms in which handlers are written to the one form that loops call. Null stays null.</summary>
internal static class Handlers
{
    public static Func<T, CancellationToken, ValueTask> Adapt<T>(Func<T, CancellationToken, Task> handler) =>
        handler is null ? null! : (message, cancellationToken) => new ValueTask(handler(message, cancellationToken));

    public static Func<T, CancellationToken, ValueTask> Adapt<T>(Func<T, ValueTask> handler) =>
        handler is null ? null! : (message, _) => handler(message);

    public static Func<T, CancellationToken, ValueTask> Adapt<T>(Func<T, Task> handler) =>
        handler is null ? null! : (message, _) => new ValueTask(handler(message));

    public static Func<T, CancellationToken, ValueTask> Adapt<T>(Action<T> handler) =>
        handler is null
            ? null!
            : (message, _) =>
            {
                handler(message);
                return ValueTask.CompletedTask;
            };

    public static Func<T, CancellationToken, ValueTask<TReply>> Adapt<T, TReply>(Func<T, CancellationToken, Task<TReply>> handler) =>
        handler is null ? null! : (message, cancellationToken) => new ValueTask<TReply>(handler(message, cancellationToken));

    public static Func<T, CancellationToken, ValueTask<TReply>> Adapt<T, TReply>(Func<T, ValueTask<TReply>> handler) =>
        handler is null ? null! : (message, _) => handler(message);

    public static Func<T, CancellationToken, ValueTask<TReply>> Adapt<T, TReply>(Func<T, Task<TReply>> handler) =>
        handler is null ? null! : (message, _) => new ValueTask<TReply>(handler(message));

    public static Func<T, CancellationToken, ValueTask<TReply>> Adapt<T, TReply>(Func<T, TReply> handler) =>
        handler is null ? null! : (message, _) => new ValueTask<TReply>(handler(message));
}
