using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// 0MQ errors and version.
public static unsafe partial class Libzmq
{
    public const int ZMQ_HAUSNUMERO = 156384712;
    public const int EFSM = ZMQ_HAUSNUMERO + 51;
    public const int ENOCOMPATPROTO = ZMQ_HAUSNUMERO + 52;
    public const int ETERM = ZMQ_HAUSNUMERO + 53;
    public const int EMTHREAD = ZMQ_HAUSNUMERO + 54;

    // No transition into native mode: nothing may come between a failed call and it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int zmq_errno() => DirectCalls.Errno();

    [LibraryImport(LibraryName)]
    public static partial byte* zmq_strerror(int errnum_);

    [LibraryImport(LibraryName)]
    public static partial void zmq_version(int* major_, int* minor_, int* patch_);
}
