using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>The methods of a <see cref="RequestClient"/> that code under test calls.</summary>
public interface IRequestClient
{
    /// <inheritdoc cref="RequestClient.RequestAsync(string, TimeSpan?, CancellationToken)"/>
    ValueTask<string> RequestAsync(string text, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RequestClient.RequestAsync(Payload, TimeSpan?, CancellationToken)"/>
    ValueTask<ReceivedMessage> RequestAsync(Payload body, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RequestClient.RequestJsonAsync{TRequest, TResponse}"/>
    ValueTask<TResponse?> RequestJsonAsync<TRequest, TResponse>(
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RequestClient.RequestIdempotentAsync"/>
    ValueTask<ReceivedMessage> RequestIdempotentAsync(
        ReadOnlyMemory<byte> body, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="RequestClient.RequestStreamAsync"/>
    IAsyncEnumerable<ReceivedMessage> RequestStreamAsync(
        Payload body, TimeSpan? timeout = null, CancellationToken cancellationToken = default);
}
