using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// 0MQ sockets: types, flags and functions.
public static unsafe partial class Libzmq
{
    public const int ZMQ_PAIR = 0;
    public const int ZMQ_PUB = 1;
    public const int ZMQ_SUB = 2;
    public const int ZMQ_REQ = 3;
    public const int ZMQ_REP = 4;
    public const int ZMQ_DEALER = 5;
    public const int ZMQ_ROUTER = 6;
    public const int ZMQ_PULL = 7;
    public const int ZMQ_PUSH = 8;
    public const int ZMQ_XPUB = 9;
    public const int ZMQ_XSUB = 10;
    public const int ZMQ_STREAM = 11;

    public const int ZMQ_XREQ = ZMQ_DEALER;
    public const int ZMQ_XREP = ZMQ_ROUTER;

    public const int ZMQ_DONTWAIT = 1;
    public const int ZMQ_SNDMORE = 2;
    public const int ZMQ_GROUP_MAX_LENGTH = 255;
    public const int ZMQ_NOBLOCK = ZMQ_DONTWAIT;

    [LibraryImport(LibraryName)]
    public static partial void* zmq_socket(void* context_, int type_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_close(void* s_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_setsockopt(void* s_, int option_, void* optval_, nuint optvallen_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_getsockopt(void* s_, int option_, void* optval_, nuint* optvallen_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_bind(void* s_, byte* addr_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_connect(void* s_, byte* addr_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_unbind(void* s_, byte* addr_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_disconnect(void* s_, byte* addr_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_send(void* s_, void* buf_, nuint len_, int flags_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_send_const(void* s_, void* buf_, nuint len_, int flags_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_recv(void* s_, void* buf_, nuint len_, int flags_);
}
