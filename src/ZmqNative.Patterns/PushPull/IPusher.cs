using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>The methods of a <see cref="Pusher"/> that code under test calls.</summary>
public interface IPusher
{
    /// <inheritdoc cref="Pusher.PushAsync(Payload, CancellationToken)"/>
    ValueTask PushAsync(Payload work, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Pusher.PushJsonAsync{T}(T, JsonTypeInfo{T}, CancellationToken)"/>
    ValueTask PushJsonAsync<T>(T work, JsonTypeInfo<T> typeInfo, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Pusher.TryPush(ReadOnlySpan{byte})"/>
    bool TryPush(ReadOnlySpan<byte> work);
}
