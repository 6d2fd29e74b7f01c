namespace ZmqNative.Patterns;

/// <summary>The kinds of a <see cref="RequestExtension"/>.</summary>
internal enum RequestExtensionKind : byte
{
    /// <summary>There is no extension.</summary>
    None = 0,

    /// <summary>A request: a <see cref="Cancel"/> may follow.</summary>
    Cancellable = 1,

    /// <summary>A request: several replies may be sent, up to the count ahead of the reader.</summary>
    Stream = 2,

    /// <summary>No request: the count is the total number of replies that the stream of the request id may send.</summary>
    More = 3,

    /// <summary>No request: the client has cancelled the request, or the stream, with the request id.</summary>
    Cancel = 4,
}
