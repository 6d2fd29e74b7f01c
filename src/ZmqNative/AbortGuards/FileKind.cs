namespace ZmqNative;

/// <summary>The kinds of file at a path where an <c>ipc://</c> socket is to be bound.</summary>
internal enum FileKind
{
    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A regular file, a link, a pipe or a device.</summary>
    Other,
}
