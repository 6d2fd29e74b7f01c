using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// 0MQ messages.
public static unsafe partial class Libzmq
{
    public const int ZMQ_MORE = 1;
    public const int ZMQ_SHARED = 3;

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_init(zmq_msg_t* msg_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_init_size(zmq_msg_t* msg_, nuint size_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_init_data(
        zmq_msg_t* msg_, void* data_, nuint size_, delegate* unmanaged[Cdecl]<void*, void*, void> ffn_, void* hint_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_send(zmq_msg_t* msg_, void* s_, int flags_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_recv(zmq_msg_t* msg_, void* s_, int flags_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_close(zmq_msg_t* msg_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_move(zmq_msg_t* dest_, zmq_msg_t* src_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_copy(zmq_msg_t* dest_, zmq_msg_t* src_);

    // The three accessors below only read the structure, so they skip the transition into native mode.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* zmq_msg_data(zmq_msg_t* msg_) => DirectCalls.Data(msg_);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint zmq_msg_size(zmq_msg_t* msg_) => DirectCalls.Size(msg_);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int zmq_msg_more(zmq_msg_t* msg_) => DirectCalls.More(msg_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_get(zmq_msg_t* msg_, int property_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_msg_set(zmq_msg_t* msg_, int property_, int optval_);

    [LibraryImport(LibraryName)]
    public static partial byte* zmq_msg_gets(zmq_msg_t* msg_, byte* property_);
}
