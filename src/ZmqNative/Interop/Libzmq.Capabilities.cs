using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// The capabilities of the library.
public static unsafe partial class Libzmq
{
    [LibraryImport(LibraryName)]
    public static partial int zmq_has(byte* capability_);
}
