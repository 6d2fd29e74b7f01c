using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>A service that answers requests by streams of replies. By default each request has an instance and a scope of its own.</summary>
public interface IStreamHandler
{
    /// <summary>Answers one request. An exception is logged, counted, and ends the stream with <see cref="ReplyStatus.HandlerFailed"/>.</summary>
    /// <param name="request">The request, valid until the enumeration ends.</param>
    /// <param name="cancellationToken">
    /// The token that is cancelled when the client has left the stream or has disconnected, or when the host stops and the time for handlers
    /// to end (<c>DrainTimeout</c>) has passed.
    /// </param>
    /// <returns>The replies, which are enumerated at the pace of the client. Texts and byte arrays are converted to them.</returns>
    /// <exception cref="RequestRejectedException">The implementation rejects the request, with a status and a text for the client.</exception>
    IAsyncEnumerable<Payload> HandleAsync(ReceivedMessage request, CancellationToken cancellationToken);
}

/// <summary>A service that answers requests in JSON by streams of replies. By default each request has an instance and a scope of its own.</summary>
/// <typeparam name="TRequest">The type of a request.</typeparam>
/// <typeparam name="TReply">The type of a reply.</typeparam>
public interface IStreamHandler<in TRequest, out TReply>
{
    /// <summary>Answers one request. An exception is logged, counted, and ends the stream with <see cref="ReplyStatus.HandlerFailed"/>.</summary>
    /// <param name="request">The value of the body. A body that is not such JSON is answered with <see cref="ReplyStatus.BadRequest"/>.</param>
    /// <param name="cancellationToken">
    /// The token that is cancelled when the client has left the stream or has disconnected, or when the host stops and the time for handlers
    /// to end (<c>DrainTimeout</c>) has passed.
    /// </param>
    /// <returns>The replies, which are enumerated at the pace of the client.</returns>
    /// <exception cref="RequestRejectedException">The implementation rejects the request, with a status and a text for the client.</exception>
    IAsyncEnumerable<TReply> HandleAsync(TRequest request, CancellationToken cancellationToken);
}
