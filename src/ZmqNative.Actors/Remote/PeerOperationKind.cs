namespace ZmqNative.Actors.Remote;

/// <summary>The kinds of what a peer of another process asks a broker for.</summary>
public enum PeerOperationKind
{
    /// <summary>To send a message, without an answer.</summary>
    Tell = 0,

    /// <summary>To send a message, and get an answer.</summary>
    Ask,

    /// <summary>To send a message, and get a stream of answers.</summary>
    Stream,

    /// <summary>To be notified when the actor has stopped.</summary>
    Watch,
}
