using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>The functions that are called without a transition into native mode, because they take a nanosecond.</summary>
/// <remarks>
/// They are pointers and not imports with <see cref="SuppressGCTransitionAttribute"/>: such an import is bound when the
/// method that calls it is compiled. If no libzmq is found, the loader's exception would then pass through the compiler,
/// which then never releases its lock on that method: the next thread that calls it would wait for ever.
/// </remarks>
internal static unsafe class DirectCalls
{
    // All are set before the loader publishes the library; a thread that reads them earlier, or does not see them yet, calls the loader.
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<int> _errno;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, void*> _data;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, nuint> _size;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int> _more;
    private static delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int> _close;

    /// <summary>Reads the functions of the loaded library.</summary>
    public static void Bind(nint library)
    {
        _errno = (delegate* unmanaged[Cdecl, SuppressGCTransition]<int>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_errno));
        _data = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, void*>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_data));
        _size = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, nuint>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_size));
        _more = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_more));
        _close = (delegate* unmanaged[Cdecl, SuppressGCTransition]<zmq_msg_t*, int>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_close));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Errno()
    {
        if (_errno == null)
        {
            LibzmqLoader.EnsureLoaded();
        }

        return _errno();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void* Data(zmq_msg_t* message)
    {
        if (_data == null)
        {
            LibzmqLoader.EnsureLoaded();
        }

        return _data(message);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Size(zmq_msg_t* message)
    {
        if (_size == null)
        {
            LibzmqLoader.EnsureLoaded();
        }

        return _size(message);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int More(zmq_msg_t* message)
    {
        if (_more == null)
        {
            LibzmqLoader.EnsureLoaded();
        }

        return _more(message);
    }

    /// <summary>Ends a message that is inline: at most a reference to its connection's properties is dropped.</summary>
    /// <remarks>Never for other messages: freeing their memory, or a callback into managed code, takes longer than a nanosecond.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CloseInline(zmq_msg_t* message)
    {
        if (_close == null)
        {
            LibzmqLoader.EnsureLoaded();
        }

        _ = _close(message);
    }
}
