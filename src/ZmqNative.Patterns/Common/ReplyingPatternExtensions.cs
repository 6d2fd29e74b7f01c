using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>
/// The forms of a handler that answers: it returns a payload, or a task of one, and may take a token; or it takes and returns JSON.
/// </summary>
/// <remarks>
/// The token is cancelled when the pattern is disposed and <see cref="PatternOptions.DrainTimeout"/> has passed. A message is valid until
/// its handler completes; <see cref="ReceivedMessage.Detach"/> keeps it for longer.
/// </remarks>
public static class ReplyingPatternExtensions
{
    /// <summary>Answers every message from now on, in the background, until the pattern is disposed.</summary>
    /// <param name="pattern">The server.</param>
    /// <param name="handler">The handler; texts, bytes, frames and JSON convert to a <see cref="Payload"/>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    [OverloadResolutionPriority(1)]
    public static void Handle(this IReplyingPattern pattern, Func<ReceivedMessage, ValueTask<Payload>> handler) =>
        Start(pattern, Handlers.Adapt(handler));

    /// <inheritdoc cref="Handle(IReplyingPattern, Func{ReceivedMessage, ValueTask{Payload}})"/>
    public static void Handle(this IReplyingPattern pattern, Func<ReceivedMessage, CancellationToken, Task<Payload>> handler) =>
        Start(pattern, Handlers.Adapt(handler));

    /// <inheritdoc cref="Handle(IReplyingPattern, Func{ReceivedMessage, ValueTask{Payload}})"/>
    public static void Handle(this IReplyingPattern pattern, Func<ReceivedMessage, Task<Payload>> handler) =>
        Start(pattern, Handlers.Adapt(handler));

    /// <inheritdoc cref="Handle(IReplyingPattern, Func{ReceivedMessage, ValueTask{Payload}})"/>
    public static void Handle(this IReplyingPattern pattern, Func<ReceivedMessage, Payload> handler) =>
        Start(pattern, Handlers.Adapt(handler));

    /// <summary>Answers every request in JSON by a handler, from now on, in the background, until the pattern is disposed.</summary>
    /// <remarks>
    /// A request that is not such JSON is refused with <see cref="ReplyStatus.BadRequest"/>, by a pair with an empty answer.
    /// </remarks>
    /// <typeparam name="TRequest">The type of the requests.</typeparam>
    /// <typeparam name="TReply">The type of the replies.</typeparam>
    /// <param name="pattern">The server.</param>
    /// <param name="requestType">Metadata to read requests by, from a source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="replyType">Metadata to write replies by, likewise.</param>
    /// <param name="handler">The handler.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="InvalidOperationException">There is a handler already.</exception>
    /// <exception cref="ObjectDisposedException">The pattern is disposed.</exception>
    [OverloadResolutionPriority(1)]
    public static void HandleJson<TRequest, TReply>(
        this IReplyingPattern pattern,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TReply> replyType,
        Func<TRequest, CancellationToken, ValueTask<TReply>> handler)
    {
        ArgumentNullException.ThrowIfNull(requestType);
        ArgumentNullException.ThrowIfNull(replyType);
        ArgumentNullException.ThrowIfNull(handler);
        Start(pattern, async (message, cancellationToken) =>
        {
            TReply reply = await handler(ReadRequest(message, requestType), cancellationToken).ConfigureAwait(false);
            return Payload.FromJson(reply, replyType);
        });
    }

    /// <inheritdoc cref="HandleJson{TRequest, TReply}(IReplyingPattern, JsonTypeInfo{TRequest}, JsonTypeInfo{TReply}, Func{TRequest, CancellationToken, ValueTask{TReply}})"/>
    [OverloadResolutionPriority(1)]
    public static void HandleJson<TRequest, TReply>(
        this IReplyingPattern pattern, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TReply> replyType, Func<TRequest, ValueTask<TReply>> handler) =>
        pattern.HandleJson(requestType, replyType, Handlers.Adapt(handler));

    /// <inheritdoc cref="HandleJson{TRequest, TReply}(IReplyingPattern, JsonTypeInfo{TRequest}, JsonTypeInfo{TReply}, Func{TRequest, CancellationToken, ValueTask{TReply}})"/>
    public static void HandleJson<TRequest, TReply>(
        this IReplyingPattern pattern,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TReply> replyType,
        Func<TRequest, CancellationToken, Task<TReply>> handler) => pattern.HandleJson(requestType, replyType, Handlers.Adapt(handler));

    /// <inheritdoc cref="HandleJson{TRequest, TReply}(IReplyingPattern, JsonTypeInfo{TRequest}, JsonTypeInfo{TReply}, Func{TRequest, CancellationToken, ValueTask{TReply}})"/>
    public static void HandleJson<TRequest, TReply>(
        this IReplyingPattern pattern, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TReply> replyType, Func<TRequest, Task<TReply>> handler) =>
        pattern.HandleJson(requestType, replyType, Handlers.Adapt(handler));

    /// <inheritdoc cref="HandleJson{TRequest, TReply}(IReplyingPattern, JsonTypeInfo{TRequest}, JsonTypeInfo{TReply}, Func{TRequest, CancellationToken, ValueTask{TReply}})"/>
    public static void HandleJson<TRequest, TReply>(
        this IReplyingPattern pattern, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TReply> replyType, Func<TRequest, TReply> handler) =>
        pattern.HandleJson(requestType, replyType, Handlers.Adapt(handler));

    /// <summary>Reads a request in JSON.</summary>
    /// <exception cref="RequestRejectedException">It is not such JSON, or null.</exception>
    internal static T ReadRequest<T>(ReceivedMessage request, JsonTypeInfo<T> typeInfo)
    {
        try
        {
            return request.GetJson(typeInfo) is { } value
                ? value
                : throw new RequestRejectedException(ReplyStatus.BadRequest, $"The request is null, not {typeof(T).Name}.");
        }
        catch (JsonException)
        {
            throw new RequestRejectedException(ReplyStatus.BadRequest, $"The request is no JSON of {typeof(T).Name}.");
        }
    }

    private static void Start(IReplyingPattern pattern, Func<ReceivedMessage, CancellationToken, ValueTask<Payload>> handler)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        pattern.Handle(handler);
    }
}
