namespace ZmqNative.Patterns;

/// <summary>A request that is being handled, and whose client may still send messages about it.</summary>
internal interface IOpenRequest
{
    /// <summary>The key of the request.</summary>
    RequestKey Key { get; }

    /// <summary>The frames that lead back to the client.</summary>
    ReplyRoute Route { get; }

    /// <summary>The last round of probes in which this request was probed; 0 for none. Of the timer of the probes alone.</summary>
    int ProbeRound { get; set; }

    /// <summary>
    /// A task that completes when the last reply was sent or dropped, for a request that runs outside the loops of the server.
    /// </summary>
    Task Completion { get; }

    /// <summary>Sets the total number of replies that the client allows.</summary>
    void Allow(uint total);

    /// <summary>Cancels the request, as the client has given it up or has disconnected.</summary>
    void Abandon();
}
