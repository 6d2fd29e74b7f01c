namespace ZmqNative;

/// <summary>A socket or file descriptor that a <see cref="ThreadSafePoller"/> found ready.</summary>
/// <param name="Socket">The socket, or null for a file descriptor.</param>
/// <param name="FileDescriptor">The file descriptor; 0 for a socket.</param>
/// <param name="Ready">What it is ready for, of what it was added with.</param>
/// <param name="Tag">What it was added with.</param>
public readonly record struct PollerEvent(Socket? Socket, nint FileDescriptor, PollEvents Ready, object? Tag);
