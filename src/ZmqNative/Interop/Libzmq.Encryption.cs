using System.Runtime.InteropServices;

namespace ZmqNative.Interop;

// Encryption functions.
public static unsafe partial class Libzmq
{
    [LibraryImport(LibraryName)]
    public static partial byte* zmq_z85_encode(byte* dest_, byte* data_, nuint size_);

    [LibraryImport(LibraryName)]
    public static partial byte* zmq_z85_decode(byte* dest_, byte* string_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_curve_keypair(byte* z85_public_key_, byte* z85_secret_key_);

    [LibraryImport(LibraryName)]
    public static partial int zmq_curve_public(byte* z85_public_key_, byte* z85_secret_key_);
}
