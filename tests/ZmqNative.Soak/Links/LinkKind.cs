namespace ZmqNative.Soak;

/// <summary>The ways in which the two ends of a load are connected.</summary>
internal enum LinkKind
{
    Inproc = 0,
    Ipc,
    Tcp,

    /// <summary>A relay that delays and splits, and never ends a connection.</summary>
    SlowRelay,

    /// <summary>A relay with all faults that end connections.</summary>
    FaultyRelay,
}
