using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Message proxying.
public static unsafe partial class Libzmq
{
    public const int ZMQ_STREAMER = 1;
    public const int ZMQ_FORWARDER = 2;
    public const int ZMQ_QUEUE = 3;

    [LibraryImport(LibraryName)]
    public static partial int zmq_proxy(void* frontend_, void* backend_, void* capture_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_proxy_steerable(void* frontend_, void* backend_, void* capture_, void* control_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_device(int type_, void* frontend_, void* backend_);
}
