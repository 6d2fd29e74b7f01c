using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Probing what the library can do.
public static unsafe partial class Libzmq
{
    [LibraryImport(LibraryName)]
    public static partial int zmq_has(byte* capability_);
}
