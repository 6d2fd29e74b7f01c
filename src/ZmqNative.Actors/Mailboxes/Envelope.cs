namespace ZmqNative.Actors;

/// <summary>A message with the target of its answer.</summary>
/// <param name="message">The message.</param>
/// <param name="target">The target of the answer; null for a tell.</param>
/// <param name="token">The number of the use of the target, which may be pooled.</param>
internal readonly struct Envelope(object message, ReplyTarget? target, uint token)
{
    public readonly object Message = message;
    public readonly ReplyTarget? Target = target;
    public readonly uint Token = token;
}
