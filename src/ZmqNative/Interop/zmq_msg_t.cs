using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>One message part: 64 opaque bytes, aligned like a pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct zmq_msg_t
{
    // nint gives the alignment that the C declaration asks for; 64 bytes on every platform.
    private fixed long _opaque[8];
}
