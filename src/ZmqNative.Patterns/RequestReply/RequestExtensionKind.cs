namespace ZmqNative.Patterns;

/// <summary>What a <see cref="RequestExtension"/> says.</summary>
internal enum RequestExtensionKind : byte
{
    /// <summary>There is no extension.</summary>
    None = 0,

    /// <summary>A request: a <see cref="Cancel"/> may follow.</summary>
    Cancellable = 1,

    /// <summary>A request: several replies are welcome, as many ahead of the reader as the count says.</summary>
    Stream = 2,

    /// <summary>No request: the stream of the request id may send as many replies in total as the count says.</summary>
    More = 3,

    /// <summary>No request: the client has given up the request, or the stream, with the request id.</summary>
    Cancel = 4,
}
