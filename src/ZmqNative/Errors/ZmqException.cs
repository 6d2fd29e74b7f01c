using ZmqNative.Interop;

namespace ZmqNative;

/// <summary>A call into libzmq failed.</summary>
/// <remarks>
/// The message reads: what was tried, on which socket and endpoint, why it failed, and what to do about it. The usual
/// cases have types of their own: <see cref="AddressInUseException"/>, <see cref="HostUnreachableException"/>,
/// <see cref="ContextTerminatedException"/> and <see cref="SocketStateException"/>.
/// </remarks>
public class ZmqException : ZmqNativeException
{
    /// <summary>Creates an exception for a failed call; public for tests of code that handles one.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="errorNumber">The number that <c>zmq_errno</c> gave.</param>
    /// <param name="operation">The operation that failed, such as <c>bind PUB socket</c>.</param>
    /// <param name="nativeText">libzmq's own text for the number.</param>
    /// <param name="endpoint">The endpoint concerned, or null.</param>
    public ZmqException(string message, int errorNumber, string operation = "", string nativeText = "", string? endpoint = null)
        : base(message)
    {
        ErrorNumber = errorNumber;
        Operation = operation;
        NativeText = nativeText;
        Endpoint = endpoint;
    }

    /// <summary>The error number as libzmq gave it. POSIX numbers differ between platforms: compare <see cref="ErrorName"/>.</summary>
    public int ErrorNumber { get; }

    /// <summary>The symbolic name, such as <c>EADDRINUSE</c>, the same on every platform.</summary>
    public string ErrorName => Errno.NameOf(ErrorNumber);

    /// <summary>libzmq's own text for the error.</summary>
    public string NativeText { get; }

    /// <summary>The operation that failed, such as <c>bind PUB socket</c>.</summary>
    public string Operation { get; }

    /// <summary>The endpoint concerned, or null where there is none.</summary>
    public string? Endpoint { get; }

    /// <summary>
    /// Whether the same operation may succeed later: true for the errors EAGAIN, EHOSTUNREACH, ENETDOWN, ENETUNREACH, ETIMEDOUT and EINTR.
    /// </summary>
    public override bool IsTransient => ErrorName is "EAGAIN" or "EHOSTUNREACH" or "ENETDOWN" or "ENETUNREACH" or "ETIMEDOUT" or "EINTR";
}

/// <summary>The address is already bound (<c>EADDRINUSE</c>).</summary>
public sealed class AddressInUseException : ZmqException
{
    /// <summary>Creates an exception with the error number of its kind; public for tests of code that handles one.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="operation">The operation that failed, such as <c>bind PUB socket</c>.</param>
    /// <param name="nativeText">libzmq's own text for the number.</param>
    /// <param name="endpoint">The endpoint concerned, or null.</param>
    public AddressInUseException(string message, string operation = "", string nativeText = "", string? endpoint = null)
        : base(message, Errno.EADDRINUSE, operation, nativeText, endpoint)
    {
    }
}

/// <summary>No peer with that routing id is connected, or the host cannot be reached (<c>EHOSTUNREACH</c>).</summary>
public sealed class HostUnreachableException : ZmqException
{
    /// <summary>Creates an exception with the error number of its kind; public for tests of code that handles one.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="operation">The operation that failed, such as <c>bind PUB socket</c>.</param>
    /// <param name="nativeText">libzmq's own text for the number.</param>
    /// <param name="endpoint">The endpoint concerned, or null.</param>
    public HostUnreachableException(string message, string operation = "", string nativeText = "", string? endpoint = null)
        : base(message, Errno.EHOSTUNREACH, operation, nativeText, endpoint)
    {
    }
}

/// <summary>The context was shut down or terminated (<c>ETERM</c>): the socket can only be closed now.</summary>
public sealed class ContextTerminatedException : ZmqException
{
    /// <summary>Creates an exception with the error number of its kind; public for tests of code that handles one.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="operation">The operation that failed, such as <c>bind PUB socket</c>.</param>
    /// <param name="nativeText">libzmq's own text for the number.</param>
    /// <param name="endpoint">The endpoint concerned, or null.</param>
    public ContextTerminatedException(string message, string operation = "", string nativeText = "", string? endpoint = null)
        : base(message, Libzmq.ETERM, operation, nativeText, endpoint)
    {
    }
}

/// <summary>The socket is not in a state that allows the call (<c>EFSM</c>), such as a REQ that sends twice.</summary>
public sealed class SocketStateException : ZmqException
{
    /// <summary>Creates an exception with the error number of its kind; public for tests of code that handles one.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="operation">The operation that failed, such as <c>bind PUB socket</c>.</param>
    /// <param name="nativeText">libzmq's own text for the number.</param>
    /// <param name="endpoint">The endpoint concerned, or null.</param>
    public SocketStateException(string message, string operation = "", string nativeText = "", string? endpoint = null)
        : base(message, Libzmq.EFSM, operation, nativeText, endpoint)
    {
    }
}
