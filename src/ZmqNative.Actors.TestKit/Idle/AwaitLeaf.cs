namespace ZmqNative.Actors.TestKit;

/// <summary>The object that a pending handling waits for in the end, and which other code completes.</summary>
/// <param name="Source">The object.</param>
/// <param name="Token">The number of its use, where it is pooled.</param>
internal readonly record struct AwaitLeaf(object Source, short Token);
