using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Draft pollers, which also accept thread-safe sockets. zmq_fd_t is an int on Unix and pointer-sized on Windows: passed
// as nint, it fits both calling conventions. Events are zmq_poller_event_t.
public static unsafe partial class LibzmqDraft
{
    // Since 4.3.5: zmq_poll with a signal mask, a sigset_t, while it waits.
    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_ppoll(void* items_, int nitems_, CLong timeout_, void* sigmask_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial void* zmq_poller_new();

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_destroy(void** poller_p);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_size(void* poller);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_add(void* poller, void* socket, void* user_data, short events);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_modify(void* poller, void* socket, short events);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_remove(void* poller, void* socket);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_wait(void* poller, void* event_, CLong timeout);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_wait_all(void* poller, void* events, int n_events, CLong timeout);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_fd(void* poller, nint* fd);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_add_fd(void* poller, nint fd, void* user_data, short events);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_modify_fd(void* poller, nint fd, short events);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_poller_remove_fd(void* poller, nint fd);
}
