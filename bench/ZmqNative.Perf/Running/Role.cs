namespace ZmqNative.Perf;

/// <summary>Which part of a load a process runs.</summary>
internal enum Role
{
    /// <summary>Both ends, in one process.</summary>
    Whole,

    /// <summary>The end that binds.</summary>
    Local,

    /// <summary>The end that connects.</summary>
    Remote,
}
