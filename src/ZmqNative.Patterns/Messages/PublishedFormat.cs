namespace ZmqNative.Patterns;

/// <summary>The format of a received publication.</summary>
public enum PublishedFormat
{
    /// <summary>One frame: message id, type and body.</summary>
    Text,

    /// <summary>A topic and a payload, in two or more frames, or in one frame with a space between them.</summary>
    Topic,

    /// <summary>A topic, a header in JSON, and a payload.</summary>
    Envelope,
}
