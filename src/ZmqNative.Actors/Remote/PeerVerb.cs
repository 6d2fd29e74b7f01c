namespace ZmqNative.Actors.Remote;

/// <summary>What a message wants besides being told or asked: the third line of its address frame.</summary>
internal enum PeerVerb
{
    None = 0,

    /// <summary>Answer with a stream; the number says how many answers may be on their way.</summary>
    Stream,

    /// <summary>So many more answers of the stream with this request id may be sent.</summary>
    More,

    /// <summary>The stream, or the watch, with this request id is not wanted any more.</summary>
    Cancel,

    /// <summary>Say when the actor stops.</summary>
    Watch,
}
