namespace ZmqNative.Actors.Remote;

/// <summary>A stream or a watch that a peer has open.</summary>
internal interface IPeerSubscription
{
    PeerRoute Route { get; }

    /// <summary>Permits more answers, as the peer asks.</summary>
    void Grant(int count);

    /// <summary>Ends it, because the peer has disconnected or cancelled it.</summary>
    void Abandon();

    /// <summary>Ends it if <see cref="Abandon"/> could not.</summary>
    void AbandonAgain();

    /// <summary>Ends it because the broker ends, and notifies the peer.</summary>
    void End();
}
