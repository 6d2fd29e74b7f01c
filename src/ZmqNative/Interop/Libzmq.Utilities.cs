using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Stopwatches, sleep and threads (zmq_utils.h).
public static unsafe partial class Libzmq
{
    [LibraryImport(LibraryName)]
    public static partial void* zmq_stopwatch_start();

    [LibraryImport(LibraryName)]
    public static partial CULong zmq_stopwatch_intermediate(void* watch_);

    [LibraryImport(LibraryName)]
    public static partial CULong zmq_stopwatch_stop(void* watch_);

    [LibraryImport(LibraryName)]
    public static partial void zmq_sleep(int seconds_);

    [LibraryImport(LibraryName)]
    public static partial void* zmq_threadstart(delegate* unmanaged[Cdecl]<void*, void> func_, void* arg_);

    [LibraryImport(LibraryName)]
    public static partial void zmq_threadclose(void* thread_);
}
