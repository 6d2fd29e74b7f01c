namespace ZmqNative.Patterns;

/// <summary>The next action of the stand-by thread, after it has looked at the driving thread.</summary>
internal enum StandByStep
{
    /// <summary>Look again after a tick.</summary>
    Tick,

    /// <summary>Sleep until the driving thread begins an item.</summary>
    Park,

    /// <summary>Drive the reactor: it has taken over.</summary>
    Drive,

    /// <summary>End: the reactor has ended.</summary>
    End,
}
