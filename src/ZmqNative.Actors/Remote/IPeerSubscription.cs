namespace ZmqNative.Actors.Remote;

/// <summary>What a peer has open for longer than one answer: a stream or a watch.</summary>
internal interface IPeerSubscription
{
    PeerRoute Route { get; }

    /// <summary>The peer allows so many more answers.</summary>
    void Grant(int count);

    /// <summary>The peer has gone, or wants no more.</summary>
    void Abandon();

    /// <summary>The broker ends; the peer is to be told.</summary>
    void End();
}
