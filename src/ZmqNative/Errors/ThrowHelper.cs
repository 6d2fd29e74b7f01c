using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>Throws, out of line, so that the paths which do not fail stay small.</summary>
internal static unsafe class ThrowHelper
{
    /// <summary>Turns an error number into the exception that describes it. This is the one table.</summary>
    /// <param name="errno">The number, read by <c>zmq_errno</c> straight after the failed call.</param>
    /// <param name="operation">The operation that failed, as the object of "Cannot ...".</param>
    /// <param name="endpoint">The endpoint concerned, if any.</param>
    /// <param name="preposition">The word before the endpoint: "to", "from" or "at".</param>
    /// <param name="advice">The advice for the user; null for the one that the number tells.</param>
    public static ZmqException Create(
        int errno, string operation, string? endpoint = null, string preposition = "to", string? advice = null)
    {
        string nativeText = Marshal.PtrToStringUTF8((nint)Libzmq.zmq_strerror(errno)) ?? "unknown error";
        string where = endpoint is null ? string.Empty : $" {preposition} {Shorten(endpoint)}";
        advice ??= ErrorAdvice.For(errno, operation, endpoint);
        string message =
            $"Cannot {operation}{where}: {Lowered(nativeText)} ({Errno.NameOf(errno)}).{(advice is null ? string.Empty : $" {advice}")}";

        return errno switch
        {
            _ when errno == Errno.EADDRINUSE => new AddressInUseException(message, operation, nativeText, endpoint),
            _ when errno == Errno.EHOSTUNREACH => new HostUnreachableException(message, operation, nativeText, endpoint),
            Libzmq.ETERM => new ContextTerminatedException(message, operation, nativeText, endpoint),
            Libzmq.EFSM => new SocketStateException(message, operation, nativeText, endpoint),
            _ => new ZmqException(message, errno, operation, nativeText, endpoint),
        };
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Throw(int errno, string operation, string? endpoint = null, string preposition = "to", string? advice = null) =>
        throw Create(errno, operation, endpoint, preposition, advice);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowTransfer(int errno, Socket socket, string verb) =>
        throw Create(errno, $"{verb} {socket.Type.NativeName()} socket", socket.LastUsedEndpoint, "at");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowSendTimeout(Socket socket) =>
        throw TimedOut(socket, "send on", nameof(Socket.SendTimeout), socket.SendTimeout);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowReceiveTimeout(Socket socket) =>
        throw TimedOut(socket, "receive on", nameof(Socket.ReceiveTimeout), socket.ReceiveTimeout);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowFrameGone() =>
        throw new ObjectDisposedException(
            nameof(Frame), "The frame was disposed, sent or moved, or was never created; its bytes may belong to another frame now.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowFrameTooLong(long length) =>
        throw new InvalidOperationException(
            $"The frame has {length:N0} bytes, and a span holds at most {int.MaxValue:N0}; LongLength tells the size of such a frame.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowMessageTorn(Socket socket, int frames) =>
        throw new MessageTornException(frames, $"receive on {socket.Type.NativeName()} socket", socket.LastUsedEndpoint);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowMessageGone() =>
        throw new ObjectDisposedException(
            nameof(MultipartMessage), "The message was disposed or sent, or was never created with MultipartMessage.Create.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowSocketClosed(SocketType type) =>
        throw new ObjectDisposedException(nameof(Socket), $"The {type.NativeName()} socket is closed.");

    /// <summary>Throws for a disposed object of a class.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowDisposed(string className) => throw new ObjectDisposedException(className);

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowNoDraft(string feature) =>
        throw new NotSupportedException(
            $"{feature} belongs to libzmq's draft API, and the libzmq at {Zmq.LibraryPath} was built without it. " +
            "The one that ./build.sh native makes has it.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowTooOld(string feature, string since) =>
        throw new NotSupportedException(
            $"{feature} came with libzmq {since}; the libzmq at {Zmq.LibraryPath} is {Zmq.Version}.");

    public static void ThrowIfUnknown(SendFlags flags)
    {
        if ((flags & ~SendFlags.SendMore) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(flags), flags, "There is no such flag.");
        }
    }

    private static SocketTimeoutException TimedOut(Socket socket, string verb, string option, TimeSpan? timeout) =>
        new($"Cannot {verb} {socket}: its {option} of {timeout?.TotalMilliseconds:0} ms passed. " +
            "Is the peer there, and does it keep up?", timeout ?? TimeSpan.Zero);

    private static string Lowered(string text) =>
        text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static string Shorten(string endpoint) => endpoint.Length <= 200 ? endpoint : endpoint[..200] + "...";
}
