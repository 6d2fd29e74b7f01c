using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// I/O multiplexing.
public static unsafe partial class Libzmq
{
    public const int ZMQ_POLLIN = 1;
    public const int ZMQ_POLLOUT = 2;
    public const int ZMQ_POLLERR = 4;
    public const int ZMQ_POLLPRI = 8;
    public const int ZMQ_POLLITEMS_DFLT = 16;

    // The items are zmq_pollitem_t on Unix and zmq_pollitem_windows_t on Windows.
    [LibraryImport(LibraryName)]
    public static partial int zmq_poll(void* items_, int nitems_, CLong timeout_);
}
