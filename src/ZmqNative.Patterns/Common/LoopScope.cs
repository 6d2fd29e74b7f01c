namespace ZmqNative.Patterns;

/// <summary>Tells which pattern's loop the calling code was called by, across its awaits: a handler that disposes its own pattern.</summary>
/// <remarks>
/// One per loop, not per message, so that it costs nothing per message. So what a handler set off and does not wait for counts as
/// called by the handler, as long as the loop runs.
/// </remarks>
internal sealed class LoopScope(Pattern owner)
{
    private static readonly AsyncLocal<LoopScope?> Local = new();

    private volatile bool _ended;

    /// <summary>Whether the calling code was called by a loop of <paramref name="pattern"/> that still runs.</summary>
    public static bool IsInside(Pattern pattern) => Local.Value is { } scope && scope.Owner == pattern && !scope._ended;

    private Pattern Owner => owner;

    /// <summary>From now on, in this method and whatever it calls or awaits.</summary>
    public static LoopScope Begin(Pattern pattern) => Local.Value = new LoopScope(pattern);

    public void End() => _ended = true;
}
