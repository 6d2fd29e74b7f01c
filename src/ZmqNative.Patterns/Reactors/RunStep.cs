namespace ZmqNative.Patterns;

/// <summary>The outcome of asking a <see cref="RunQueue"/> for the next item.</summary>
internal enum RunStep
{
    /// <summary>An item has begun.</summary>
    Item,

    /// <summary>No item is left.</summary>
    NoItem,

    /// <summary>Another thread drives the reactor now, and has taken the items.</summary>
    Replaced,
}
