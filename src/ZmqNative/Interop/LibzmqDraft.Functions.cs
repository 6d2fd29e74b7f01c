using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Draft functions of contexts, sockets, messages and monitors.
public static unsafe partial class LibzmqDraft
{
    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_ctx_set_ext(void* context_, int option_, void* optval_, nuint optvallen_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_ctx_get_ext(void* context_, int option_, void* optval_, nuint* optvallen_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_join(void* s_, byte* group_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_leave(void* s_, byte* group_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial uint zmq_connect_peer(void* s_, byte* addr_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_disconnect_peer(void* s_, uint routing_id_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_msg_set_routing_id(zmq_msg_t* msg_, uint routing_id_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial uint zmq_msg_routing_id(zmq_msg_t* msg_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_msg_set_group(zmq_msg_t* msg_, byte* group_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial byte* zmq_msg_group(zmq_msg_t* msg_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_msg_init_buffer(zmq_msg_t* msg_, void* buf_, nuint size_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_socket_get_peer_state(void* socket_, void* routing_id_, nuint routing_id_size_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_socket_monitor_versioned(
        void* s_, byte* addr_, ulong events_, int event_version_, int type_);

    [LibraryImport(Libzmq.LibraryName)]
    public static partial int zmq_socket_monitor_pipes_stats(void* s_);
}
