namespace ZmqNative.Patterns;

/// <summary>The form in which a publication came.</summary>
public enum PublishedFormat
{
    /// <summary>One frame: message id, type and body.</summary>
    Text,

    /// <summary>A topic and a payload, in two or more frames, or in one with a space between.</summary>
    Topic,

    /// <summary>A topic, a header in JSON, and a payload.</summary>
    Envelope,
}
