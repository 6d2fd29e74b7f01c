namespace ZmqNative.Patterns;

/// <summary>Makes the one form of handler that loops call out of those that users like to write.</summary>
internal static class Handlers
{
    public static Func<Work, CancellationToken, ValueTask> Adapt(Func<Work, CancellationToken, Task> handler) =>
        (work, cancellationToken) => new ValueTask(handler(work, cancellationToken));

    public static Func<Work, CancellationToken, ValueTask> Adapt(Action<Work> handler) =>
        (work, _) =>
        {
            handler(work);
            return ValueTask.CompletedTask;
        };

    public static Func<Work, CancellationToken, ValueTask<Reply>> Adapt(Func<Work, CancellationToken, Task<Reply>> handler) =>
        (work, cancellationToken) => new ValueTask<Reply>(handler(work, cancellationToken));

    public static Func<Work, CancellationToken, ValueTask<Reply>> Adapt(Func<Work, Reply> handler) =>
        (work, _) => new ValueTask<Reply>(handler(work));

    public static Func<Request, CancellationToken, ValueTask<Reply>> Adapt(Func<Request, CancellationToken, Task<Reply>> handler) =>
        (request, cancellationToken) => new ValueTask<Reply>(handler(request, cancellationToken));

    public static Func<Request, CancellationToken, ValueTask<Reply>> Adapt(Func<Request, Reply> handler) =>
        (request, _) => new ValueTask<Reply>(handler(request));
}
