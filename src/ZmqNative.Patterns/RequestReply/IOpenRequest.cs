namespace ZmqNative.Patterns;

/// <summary>A request that is being handled, and about which its client may still say something.</summary>
internal interface IOpenRequest
{
    /// <summary>The request's name.</summary>
    RequestKey Key { get; }

    /// <summary>The frames that lead back to the client.</summary>
    ReplyRoute Route { get; }

    /// <summary>Completes when the request is not open any more, for a request that runs beside the loops of the server.</summary>
    Task Completion { get; }

    /// <summary>The client allows as many replies in total.</summary>
    void Allow(uint total);

    /// <summary>The client has given the request up, or has gone.</summary>
    void Abandon();
}
