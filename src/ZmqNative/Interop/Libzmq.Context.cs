using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// 0MQ infrastructure: contexts.
public static unsafe partial class Libzmq
{
    public const int ZMQ_IO_THREADS = 1;
    public const int ZMQ_MAX_SOCKETS = 2;
    public const int ZMQ_SOCKET_LIMIT = 3;
    public const int ZMQ_THREAD_PRIORITY = 3;
    public const int ZMQ_THREAD_SCHED_POLICY = 4;
    public const int ZMQ_MAX_MSGSZ = 5;
    public const int ZMQ_MSG_T_SIZE = 6;
    public const int ZMQ_THREAD_AFFINITY_CPU_ADD = 7;
    public const int ZMQ_THREAD_AFFINITY_CPU_REMOVE = 8;
    public const int ZMQ_THREAD_NAME_PREFIX = 9;
    public const int ZMQ_IO_THREADS_DFLT = 1;
    public const int ZMQ_MAX_SOCKETS_DFLT = 1023;
    public const int ZMQ_THREAD_PRIORITY_DFLT = -1;
    public const int ZMQ_THREAD_SCHED_POLICY_DFLT = -1;

    [LibraryImport(LibraryName)]
    public static partial void* zmq_ctx_new();

    [LibraryImport(LibraryName)]
    public static partial int zmq_ctx_term(void* context_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_ctx_shutdown(void* context_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_ctx_set(void* context_, int option_, int optval_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_ctx_get(void* context_, int option_);

    // Older names of the same functions.
    [LibraryImport(LibraryName)]
    public static partial void* zmq_init(int io_threads_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_term(void* context_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_ctx_destroy(void* context_);
}
