namespace ZmqNative.Actors;

/// <summary>A message on its way, and where its answer goes.</summary>
/// <param name="message">What was sent.</param>
/// <param name="target">Who waits for an answer; null for a tell.</param>
/// <param name="token">Which use of the target, for targets that are pooled.</param>
internal readonly struct Envelope(object message, ReplyTarget? target, uint token)
{
    public readonly object Message = message;
    public readonly ReplyTarget? Target = target;
    public readonly uint Token = token;
}
