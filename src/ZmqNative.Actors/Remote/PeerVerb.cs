namespace ZmqNative.Actors.Remote;

/// <summary>The command in the third line of an address frame.</summary>
internal enum PeerVerb
{
    None = 0,

    /// <summary>Asks for a stream; the number is that of the answers that may be sent ahead.</summary>
    Stream,

    /// <summary>Permits more answers of the stream with this request id; the number is their count.</summary>
    More,

    /// <summary>Ends the stream or watch, or cancels the ask, with this request id.</summary>
    Cancel,

    /// <summary>Asks for a notification when the actor stops.</summary>
    Watch,
}
