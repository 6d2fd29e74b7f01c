namespace ZmqNative;

/// <summary>The form of the value that libzmq takes for a socket option.</summary>
internal enum SocketOptionType
{
    /// <summary>A C <c>int</c>.</summary>
    Int32,

    /// <summary>A 64-bit integer.</summary>
    Int64,

    /// <summary>A text, bytes, or a descriptor.</summary>
    Other,
}
