using System.Text.Json.Serialization;

namespace ZmqNative.Samples.Gateway;

/// <summary>The parameters of <c>/send-message</c> as JSON or as a form.</summary>
/// <param name="Message">The text to send.</param>
/// <param name="MessageType">Its kind; <c>notification</c> when there is none.</param>
internal sealed record SendBody(
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("message_type")] string? MessageType);
