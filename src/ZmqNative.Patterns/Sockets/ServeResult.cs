namespace ZmqNative.Patterns;

/// <summary>The action of the reactor on a socket after its turn.</summary>
internal enum ServeResult
{
    /// <summary>Poll its descriptor.</summary>
    Done,

    /// <summary>Give it another turn without polling: the budget ran out, and nothing else would signal what is left.</summary>
    More,

    /// <summary>Leave its descriptor out of the poll for a while: it signals, but no operation waits.</summary>
    StopPolling,
}
