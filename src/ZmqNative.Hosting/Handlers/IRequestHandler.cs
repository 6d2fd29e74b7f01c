using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A service that answers requests. By default each request has its own instance and scope.</summary>
/// <remarks>A handler that the services already have keeps its lifetime: a singleton has one instance for all messages.</remarks>
public interface IRequestHandler
{
    /// <summary>Answers one request. An exception is logged, counted, and answered with <see cref="ReplyStatus.HandlerFailed"/>.</summary>
    /// <param name="request">The request, valid until the returned task completes.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>The reply. Texts and byte arrays are converted to it.</returns>
    /// <exception cref="RequestRejectedException">The implementation rejects the request, with a status and a text for the client.</exception>
    ValueTask<Payload> HandleAsync(ReceivedMessage request, CancellationToken cancellationToken);
}

/// <summary>A service that answers requests in JSON. By default each request has its own instance and scope.</summary>
/// <remarks>A handler that the services already have keeps its lifetime: a singleton has one instance for all messages.</remarks>
/// <typeparam name="TRequest">The type of a request.</typeparam>
/// <typeparam name="TReply">The type of a reply.</typeparam>
public interface IRequestHandler<in TRequest, TReply>
{
    /// <summary>Answers one request. An exception is logged, counted, and answered with <see cref="ReplyStatus.HandlerFailed"/>.</summary>
    /// <param name="request">The value of the body. A body that is not such JSON is answered with <see cref="ReplyStatus.BadRequest"/>.</param>
    /// <param name="cancellationToken">The token that is cancelled when the host stops and the time for handlers to end (<c>DrainTimeout</c>) has passed.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="RequestRejectedException">The implementation rejects the request, with a status and a text for the client.</exception>
    ValueTask<TReply> HandleAsync(TRequest request, CancellationToken cancellationToken);
}
