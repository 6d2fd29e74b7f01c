using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Scheduling timers.
public static unsafe partial class Libzmq
{
    [LibraryImport(LibraryName)]
    public static partial void* zmq_timers_new();

    [LibraryImport(LibraryName)]
    public static partial int zmq_timers_destroy(void** timers_p);

    [LibraryImport(LibraryName)]
    public static partial int zmq_timers_add(
        void* timers, nuint interval, delegate* unmanaged[Cdecl]<int, void*, void> handler, void* arg);

    [LibraryImport(LibraryName)]
    public static partial int zmq_timers_cancel(void* timers, int timer_id);

    [LibraryImport(LibraryName)]
    public static partial int zmq_timers_set_interval(void* timers, int timer_id, nuint interval);

    [LibraryImport(LibraryName)]
    public static partial int zmq_timers_reset(void* timers, int timer_id);

    [LibraryImport(LibraryName)]
    public static partial CLong zmq_timers_timeout(void* timers);

    [LibraryImport(LibraryName)]
    public static partial int zmq_timers_execute(void* timers);
}
