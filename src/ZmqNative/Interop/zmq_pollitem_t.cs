using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>A poll item on Unix, where a file descriptor is an <c>int</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct zmq_pollitem_t
{
    public void* socket;
    public int fd;
    public short events;
    public short revents;
}

/// <summary>A poll item on Windows, where a file descriptor is a pointer-sized <c>SOCKET</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct zmq_pollitem_windows_t
{
    public void* socket;
    public nuint fd;
    public short events;
    public short revents;
}
