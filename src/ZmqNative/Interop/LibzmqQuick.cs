using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

/// <summary>Functions of libzmq called without the transition into native mode, where that is known to be safe.</summary>
/// <remarks>
/// A thread inside such a call holds up garbage collection, and must not come back into managed code. So each is for
/// messages that own no memory with a release function of ours, and returns after some nanoseconds.
/// </remarks>
internal static unsafe partial class LibzmqQuick
{
    // Frames up to this size are made without the transition: libzmq keeps up to 33 bytes in the structure itself, and what
    // it allocates for the others comes from the C library's thread cache.
    public const int SmallSize = 256;

    /// <summary>Makes a message empty; it writes the structure and nothing else.</summary>
    [LibraryImport(Libzmq.LibraryName, EntryPoint = "zmq_msg_init")]
    [SuppressGCTransition]
    public static partial int InitEmpty(zmq_msg_t* message);

    /// <summary>Makes a message of at most <see cref="SmallSize"/> bytes.</summary>
    [LibraryImport(Libzmq.LibraryName, EntryPoint = "zmq_msg_init_size")]
    [SuppressGCTransition]
    public static partial int InitSmall(zmq_msg_t* message, nuint size);

    /// <summary>Copies, or counts a reference. The destination must be empty: closing it must call nobody.</summary>
    [LibraryImport(Libzmq.LibraryName, EntryPoint = "zmq_msg_copy")]
    [SuppressGCTransition]
    public static partial int CopyIntoEmpty(zmq_msg_t* destination, zmq_msg_t* source);

    /// <summary>Closes a message whose bytes lie inside the structure, so that no release function can be called.</summary>
    [LibraryImport(Libzmq.LibraryName, EntryPoint = "zmq_msg_close")]
    [SuppressGCTransition]
    public static partial int CloseInPlace(zmq_msg_t* message);

    /// <summary>Whether the bytes of a message lie inside the structure.</summary>
    public static bool IsInPlace(zmq_msg_t* message) =>
        (nuint)((byte*)Libzmq.zmq_msg_data(message) - (byte*)message) < (nuint)sizeof(zmq_msg_t);
}
