using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>
/// Small native messages, whose bytes are inside the 64 of their structure: made by copying an image instead of calling libzmq,
/// and ended by leaving them where they are.
/// </summary>
/// <remarks>
/// libzmq itself copies messages bit by bit when it moves them, and an inline one points to nothing. How large they may be is
/// no constant of libzmq's interface, so the images are made by libzmq and taken only if a copy's data lie inside the copy.
/// A received one may still hold a reference to its connection's properties, which libzmq drops when it receives over it.
/// </remarks>
internal static unsafe class InlineMessage
{
    // One of each size, beginning with 0. Set by the loader before it publishes the library, as the calls of DirectCalls are:
    // no message is made before.
    private static zmq_msg_t* _images;
    private static int _sizes;
    private static nint _offset;

    /// <summary>Whether there is an image for a size. False for all while no libzmq is loaded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(int length) => (uint)length < (uint)_sizes;

    /// <summary>Makes a message of uninitialised bytes; what was at <paramref name="message"/> must have been ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Initialize(zmq_msg_t* message, int length) => *message = _images[length];

    /// <summary>The bytes of a message made by <see cref="Initialize"/>, which lie at the same place whatever their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Data(zmq_msg_t* message) => (byte*)message + _offset;

    /// <summary>Whether a message's bytes are inside its structure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(zmq_msg_t* message) =>
        (nuint)((byte*)DirectCalls.Data(message) - (byte*)message) < (nuint)sizeof(zmq_msg_t);

    /// <summary>Has the library that was found make the images.</summary>
    public static void Bind(nint library)
    {
        delegate* unmanaged[Cdecl]<zmq_msg_t*, nuint, int> initialize = (delegate* unmanaged[Cdecl]<zmq_msg_t*, nuint, int>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_init_size));
        delegate* unmanaged[Cdecl]<zmq_msg_t*, int> close = (delegate* unmanaged[Cdecl]<zmq_msg_t*, int>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_close));
        zmq_msg_t* images = (zmq_msg_t*)NativeMemory.AlignedAlloc(
            (nuint)(sizeof(zmq_msg_t) * sizeof(zmq_msg_t)), (nuint)sizeof(zmq_msg_t));
        int sizes = 0;
        nint offset = 0;
        while (sizes < sizeof(zmq_msg_t) && initialize(images + sizes, (nuint)sizes) == 0)
        {
            zmq_msg_t copy = images[sizes];
            nint place = (nint)((byte*)DirectCalls.Data(&copy) - (byte*)&copy);
            offset = sizes == 0 ? place : offset;
            if (!Is(&copy) || DirectCalls.Size(&copy) != (nuint)sizes || place != offset)
            {
                _ = close(images + sizes);
                break;
            }

            sizes++;
        }

        _images = images;
        _offset = offset;
        _sizes = sizes;
    }
}
