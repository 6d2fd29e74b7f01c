namespace ZmqNative.Actors.TestKit;

/// <summary>The state of a pending handling.</summary>
internal enum AwaitState
{
    /// <summary>Nothing awaited was found, such as a field that was cleared.</summary>
    None = 0,

    /// <summary>Its code runs, or is about to: what it has awaited is complete.</summary>
    Runs,

    /// <summary>It waits for the test: for virtual time, for an answer, for space, or for a task that code completes.</summary>
    Waits,

    /// <summary>It waits for something else, which may complete by itself: the thread pool, the system's clock, a socket.</summary>
    Outside,
}
