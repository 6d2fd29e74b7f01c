namespace ZmqNative;

/// <summary>A socket or file descriptor that a <see cref="ThreadSafePoller"/> found ready.</summary>
/// <param name="Socket">The socket, or null for a file descriptor.</param>
/// <param name="FileDescriptor">The file descriptor; 0 for a socket.</param>
/// <param name="Ready">The events that it is ready for, of those it was added with.</param>
/// <param name="Tag">The tag it was added with.</param>
public readonly record struct PollerEvent(Socket? Socket, nint FileDescriptor, PollEvents Ready, object? Tag);
