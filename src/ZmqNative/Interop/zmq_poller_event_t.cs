using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>An event of a draft poller on Unix.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct zmq_poller_event_t
{
    public void* socket;
    public int fd;
    public void* user_data;
    public short events;
}

/// <summary>An event of a draft poller on Windows.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct zmq_poller_event_windows_t
{
    public void* socket;
    public nuint fd;
    public void* user_data;
    public short events;
}
