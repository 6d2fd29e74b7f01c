namespace ZmqNative.Tests.Traffic;

/// <summary>The outcome of a request or an ask.</summary>
internal enum RequestOutcome
{
    /// <summary>It has a reply.</summary>
    Replied = 0,

    /// <summary>The handler has failed, and the reply says so.</summary>
    Failed,

    /// <summary>The caller has cancelled it.</summary>
    Cancelled,

    /// <summary>The connection was lost, or the time was over.</summary>
    Lost,
}
