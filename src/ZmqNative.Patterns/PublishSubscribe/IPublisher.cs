using System.Text.Json.Serialization.Metadata;

namespace ZmqNative.Patterns;

/// <summary>The methods of a <see cref="Publisher"/> that code under test calls.</summary>
public interface IPublisher
{
    /// <inheritdoc cref="Publisher.PublishAsync(string, Payload)"/>
    ValueTask PublishAsync(string topic, Payload payload);

    /// <inheritdoc cref="Publisher.PublishJsonAsync{T}(string, T, JsonTypeInfo{T})"/>
    ValueTask PublishJsonAsync<T>(string topic, T value, JsonTypeInfo<T> typeInfo);

    /// <inheritdoc cref="Publisher.PublishTextAsync(string, int?)"/>
    ValueTask PublishTextAsync(string text, int? messageId = null);

    /// <inheritdoc cref="Publisher.Publish(string, ReadOnlySpan{byte})"/>
    void Publish(string topic, ReadOnlySpan<byte> payload);
}
