namespace ZmqNative.Interop;

/// <summary>
/// The C API of libzmq, as <c>zmq.h</c> declares it: one file per section of the header, native names, blittable
/// signatures, no logic. The manual pages of libzmq are its documentation.
/// </summary>
/// <remarks>
/// Nothing here checks arguments: a wrong pointer ends the process. Use <see cref="Context"/>, <see cref="Socket"/> and
/// <see cref="Frame"/> unless you need a call that they do not offer. After a failed call read
/// <see cref="zmq_errno"/> before anything else runs. Functions and constants of the draft API are in
/// <see cref="LibzmqDraft"/>; they exist only where <c>zmq_has("draft")</c> is 1.
/// </remarks>
public static unsafe partial class Libzmq
{
    /// <summary>The name that every declaration imports; <see cref="LibzmqLoader"/> maps it to a file.</summary>
    internal const string LibraryName = "libzmq";
}
