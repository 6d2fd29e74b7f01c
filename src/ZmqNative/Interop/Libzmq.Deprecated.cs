using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Deprecated methods; zmq_msg_send and zmq_msg_recv replace them.
public static unsafe partial class Libzmq
{
    [LibraryImport(LibraryName)]
    public static partial int zmq_sendmsg(void* s_, zmq_msg_t* msg_, int flags_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_recvmsg(void* s_, zmq_msg_t* msg_, int flags_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_sendiov(void* s_, void* iov_, nuint count_, int flags_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_recviov(void* s_, void* iov_, nuint* count_, int flags_);
}
