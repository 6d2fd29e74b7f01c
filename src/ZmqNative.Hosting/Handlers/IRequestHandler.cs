using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>Answers requests: a service, by default with a scope per request.</summary>
public interface IRequestHandler
{
    /// <summary>Answers one request. An exception becomes an answer, is logged and counted.</summary>
    /// <param name="request">The request, valid until this completes.</param>
    /// <param name="cancellationToken">Cancelled when the host has waited long enough for handlers to end.</param>
    /// <returns>The answer; texts and byte arrays become one by themselves.</returns>
    /// <exception cref="RequestRejectedException">To be thrown to answer with a status of your choice.</exception>
    ValueTask<Payload> HandleAsync(ReceivedMessage request, CancellationToken cancellationToken);
}

/// <summary>Answers requests in JSON.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TResponse">What is answered.</typeparam>
public interface IRequestHandler<in TRequest, TResponse>
{
    /// <summary>Answers one request. An exception becomes an answer, is logged and counted.</summary>
    /// <param name="request">The body; what is no such JSON is answered with <see cref="ReplyStatus.BadRequest"/>.</param>
    /// <param name="cancellationToken">Cancelled when the host has waited long enough for handlers to end.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="RequestRejectedException">To be thrown to answer with a status of your choice.</exception>
    ValueTask<TResponse> HandleAsync(TRequest request, CancellationToken cancellationToken);
}
