namespace ZmqNative.Actors;

/// <summary>A problem of a broker in its cluster, for health checks.</summary>
/// <param name="Text">The description, to follow the name of the broker.</param>
/// <param name="IsFatal">Whether the broker runs no keyed actors of its cluster, and reaches none.</param>
internal sealed record PlacementProblem(string Text, bool IsFatal);
