namespace ZmqNative.Patterns;

/// <summary>
/// Tells which pattern's loop has called the current code, across awaits. It detects a handler that disposes its own pattern.
/// </summary>
/// <remarks>
/// There is one per loop, so that it costs nothing per message, and one per stream that a server answers with. Code that a handler starts
/// without waiting for it therefore counts as called by the handler, as long as the loop or the stream runs.
/// </remarks>
internal sealed class LoopScope(Pattern owner)
{
    private static readonly AsyncLocal<LoopScope?> Local = new();

    private volatile bool _ended;

    /// <summary>Returns whether the current code was called by a loop of <paramref name="pattern"/> that still runs.</summary>
    public static bool IsInside(Pattern pattern) => Local.Value is { } scope && scope.Owner == pattern && !scope._ended;

    private Pattern Owner => owner;

    /// <summary>Begins the scope for the current method and all that it calls or awaits.</summary>
    public static LoopScope Begin(Pattern pattern) => Local.Value = new LoopScope(pattern);

    public void End() => _ended = true;
}
