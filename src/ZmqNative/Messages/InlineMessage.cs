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
/// no constant of libzmq's interface, nor is where their size stands and what tells them from others: so the images are made by libzmq, the
/// places are found by comparing them, and none is taken unless a copy's data lie inside the copy. They are read without libzmq, which ends
/// the process when it is asked for the bytes of a message that another thread is just ending.
/// A received one may still hold a reference to its connection's properties, which libzmq drops when it receives over it.
/// </remarks>
internal static unsafe class InlineMessage
{
    // One of each size, beginning with 0. Set by the loader before it publishes the library, as the calls of DirectCalls are:
    // no message is made before.
    private static zmq_msg_t* _images;
    private static int _sizes;
    private static nint _offset;
    private static nint _sizeOffset;
    private static nint _kindOffset;

    // No byte, until images are there.
    private static int _kind = -1;

    /// <summary>Whether there is an image for a size. False for all while no libzmq is loaded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Fits(int length) => (uint)length < (uint)_sizes;

    /// <summary>Makes a message of uninitialised bytes; what was at <paramref name="message"/> must have been ended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Initialize(zmq_msg_t* message, int length) => *message = _images[length];

    /// <summary>The bytes of a message made by <see cref="Initialize"/>, which lie at the same place whatever their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Data(zmq_msg_t* message) => (byte*)message + _offset;

    /// <summary>Whether a message's bytes are inside its structure. False for all while there are no images.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Is(zmq_msg_t* message) => ((byte*)message)[_kindOffset] == _kind;

    /// <summary>The number of bytes of a message for which <see cref="Is"/> holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(zmq_msg_t* message) => ((byte*)message)[_sizeOffset];

    /// <summary>Makes the images with the library that was found.</summary>
    public static void Bind(nint library)
    {
        delegate* unmanaged[Cdecl]<zmq_msg_t*, nuint, int> initialize = (delegate* unmanaged[Cdecl]<zmq_msg_t*, nuint, int>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_init_size));
        delegate* unmanaged[Cdecl]<zmq_msg_t*, int> close = (delegate* unmanaged[Cdecl]<zmq_msg_t*, int>)
            NativeLibrary.GetExport(library, nameof(Libzmq.zmq_msg_close));
        int size = sizeof(zmq_msg_t);
        zmq_msg_t* images = (zmq_msg_t*)NativeMemory.AlignedAlloc((nuint)(size * size), (nuint)size);
        int sizes = 0;
        nint offset = 0;
        while (sizes < size && initialize(images + sizes, (nuint)sizes) == 0)
        {
            zmq_msg_t copy = images[sizes];
            nint place = (nint)((byte*)DirectCalls.Data(&copy) - (byte*)&copy);
            offset = sizes == 0 ? place : offset;
            bool inside = (nuint)place < (nuint)size;
            if (!inside || DirectCalls.Size(&copy) != (nuint)sizes || place != offset)
            {
                // The first one that is none: what it has in common with the others does not tell them apart.
                if (TryFindPlaces(images, sizes, offset))
                {
                    _images = images;
                    _offset = offset;
                    _sizes = sizes;
                }

                _ = close(images + sizes);
                return;
            }

            sizes++;
        }
    }

    // Behind the longest data: the byte that is the size in each image, and the last one that is the same in all and another in the
    // message after them.
    private static bool TryFindPlaces(zmq_msg_t* images, int sizes, nint offset)
    {
        nint sizeOffset = 0, kindOffset = 0;
        for (nint place = offset + sizes - 1; place < sizeof(zmq_msg_t); place++)
        {
            bool isSize = true, isKind = true;
            for (int i = 0; i < sizes; i++)
            {
                byte value = ((byte*)(images + i))[place];
                isSize &= value == i;
                isKind &= value == ((byte*)images)[place];
            }

            sizeOffset = isSize && sizeOffset == 0 ? place : sizeOffset;
            kindOffset = isKind && kindOffset == 0 && ((byte*)(images + sizes))[place] != ((byte*)images)[place] ? place : kindOffset;
        }

        if (sizes < 2 || sizeOffset == 0 || kindOffset == 0)
        {
            return false;
        }

        _sizeOffset = sizeOffset;
        _kindOffset = kindOffset;
        _kind = ((byte*)images)[kindOffset];
        return true;
    }
}
