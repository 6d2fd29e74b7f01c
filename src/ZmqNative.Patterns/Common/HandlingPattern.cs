using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>
/// A receiving pattern whose messages may be given to a handler that returns nothing: a <see cref="Subscriber"/> or a <see cref="Puller"/>.
/// </summary>
/// <remarks>
/// A handler has one of five forms: it returns nothing, a <see cref="Task"/> or a <see cref="ValueTask"/>, and it may take a token. The
/// token is cancelled when the pattern is disposed and <see cref="PatternOptions.DrainTimeout"/> has passed. A message is valid until its
/// handler completes; <see cref="ReceivedMessage.Detach"/> keeps it for longer. An exception of a handler is logged and counted in
/// <see cref="PatternStatistics.Failed"/>, and the next message follows.
/// </remarks>
public abstract class HandlingPattern : ReceivingPattern
{
    private readonly int _concurrency;

    private protected HandlingPattern(SocketType type, PatternOptions options, int concurrency)
        : base(type, options) => _concurrency = concurrency;

    /// <summary>Gives every message to a handler from now on, in the background, until the pattern is disposed.</summary>
    /// <param name="handler">The handler.</param>
    /// <exception cref="ArgumentNullException"><paramref name="handler"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    [OverloadResolutionPriority(1)]
    public void Handle(Func<ReceivedMessage, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        StartHandling(handler, _concurrency);
        OnHandling();
    }

    /// <inheritdoc cref="Handle(Func{ReceivedMessage, CancellationToken, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public void Handle(Func<ReceivedMessage, ValueTask> handler) => Handle(Handlers.Adapt(handler));

    /// <inheritdoc cref="Handle(Func{ReceivedMessage, CancellationToken, ValueTask})"/>
    public void Handle(Func<ReceivedMessage, CancellationToken, Task> handler) => Handle(Handlers.Adapt(handler));

    /// <inheritdoc cref="Handle(Func{ReceivedMessage, CancellationToken, ValueTask})"/>
    public void Handle(Func<ReceivedMessage, Task> handler) => Handle(Handlers.Adapt(handler));

    /// <inheritdoc cref="Handle(Func{ReceivedMessage, CancellationToken, ValueTask})"/>
    public void Handle(Action<ReceivedMessage> handler) => Handle(Handlers.Adapt(handler));

    /// <summary>Gives every value in JSON to a handler from now on, in the background, until the pattern is disposed.</summary>
    /// <remarks>
    /// Messages that are not such JSON are skipped and counted in <see cref="PatternStatistics.Malformed"/>; JSON nulls, too.
    /// </remarks>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="typeInfo">Metadata to read them by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="handler">The handler.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    [OverloadResolutionPriority(1)]
    public void HandleJson<T>(JsonTypeInfo<T> typeInfo, Func<T, CancellationToken, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(typeInfo);
        ArgumentNullException.ThrowIfNull(handler);
        Handle((message, cancellationToken) => TryReadJson(message, typeInfo, out T? value)
            ? handler(value, cancellationToken)
            : ValueTask.CompletedTask);
    }

    /// <inheritdoc cref="HandleJson{T}(JsonTypeInfo{T}, Func{T, CancellationToken, ValueTask})"/>
    [OverloadResolutionPriority(1)]
    public void HandleJson<T>(JsonTypeInfo<T> typeInfo, Func<T, ValueTask> handler) => HandleJson(typeInfo, Handlers.Adapt(handler));

    /// <inheritdoc cref="HandleJson{T}(JsonTypeInfo{T}, Func{T, CancellationToken, ValueTask})"/>
    public void HandleJson<T>(JsonTypeInfo<T> typeInfo, Func<T, CancellationToken, Task> handler) => HandleJson(typeInfo, Handlers.Adapt(handler));

    /// <inheritdoc cref="HandleJson{T}(JsonTypeInfo{T}, Func{T, CancellationToken, ValueTask})"/>
    public void HandleJson<T>(JsonTypeInfo<T> typeInfo, Func<T, Task> handler) => HandleJson(typeInfo, Handlers.Adapt(handler));

    /// <inheritdoc cref="HandleJson{T}(JsonTypeInfo{T}, Func{T, CancellationToken, ValueTask})"/>
    public void HandleJson<T>(JsonTypeInfo<T> typeInfo, Action<T> handler) => HandleJson(typeInfo, Handlers.Adapt(handler));

    /// <summary>Called when there is a handler.</summary>
    private protected virtual void OnHandling()
    {
    }
}
