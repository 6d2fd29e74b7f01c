using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Atomic counters, for programs that share them with C.
public static unsafe partial class Libzmq
{
    [LibraryImport(LibraryName)]
    public static partial void* zmq_atomic_counter_new();

    [LibraryImport(LibraryName)]
    public static partial void zmq_atomic_counter_set(void* counter_, int value_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_atomic_counter_inc(void* counter_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_atomic_counter_dec(void* counter_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_atomic_counter_value(void* counter_);

    [LibraryImport(LibraryName)]
    public static partial void zmq_atomic_counter_destroy(void** counter_p_);
}
