namespace ZmqNative.Perf;

/// <summary>The part of a load that a process runs.</summary>
internal enum Role
{
    /// <summary>Both ends, in one process.</summary>
    Whole,

    /// <summary>The end that binds.</summary>
    Local,

    /// <summary>The end that connects.</summary>
    Remote,
}
