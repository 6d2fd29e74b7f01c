namespace ZmqNative.Cluster;

/// <summary>The outcome of one attempt to have a durable tell handled.</summary>
internal enum TellStep
{
    /// <summary>It was handled, or given up, and is removed from the log.</summary>
    Done,

    /// <summary>It is to be tried again after a pause.</summary>
    Again,

    /// <summary>The ownership ends: the next owner reads it.</summary>
    Ended,
}
