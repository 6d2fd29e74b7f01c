namespace ZmqNative.Patterns;

/// <summary>The action of the reactor on a socket after its turn.</summary>
internal enum ServeResult
{
    /// <summary>Poll its descriptor.</summary>
    Done,

    /// <summary>
    /// Give it another turn without polling: its budget is used up, and no signal follows for the messages that are left.
    /// </summary>
    More,

    /// <summary>Leave its descriptor out of the poll for a while: it signals, but no operation waits.</summary>
    StopPolling,
}
