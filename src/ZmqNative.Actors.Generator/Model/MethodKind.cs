namespace ZmqNative.Actors.Generator;

/// <summary>The way in which a method is called.</summary>
internal enum MethodKind
{
    /// <summary>An ask without a result: <c>ValueTask</c>.</summary>
    Ask,

    /// <summary>An ask with a result: <c>ValueTask&lt;T></c>.</summary>
    AskForResult,

    /// <summary>A tell: <c>ValueTask</c> with <c>[Tell]</c>.</summary>
    Tell,

    /// <summary>A stream of answers: <c>IAsyncEnumerable&lt;T></c>.</summary>
    Stream,
}
