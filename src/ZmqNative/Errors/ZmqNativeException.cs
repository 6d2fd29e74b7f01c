namespace ZmqNative;

/// <summary>The root of all exceptions of ZmqNative: an operation failed for a reason outside of the program.</summary>
/// <remarks>
/// Wrong arguments, the use of a disposed object and cancellation have the types of the base class library
/// (<see cref="ArgumentException"/>, <see cref="ObjectDisposedException"/>, <see cref="OperationCanceledException"/>), a call that the
/// state of an object does not allow has <see cref="InvalidOperationException"/>.
/// </remarks>
public abstract class ZmqNativeException : Exception
{
    /// <summary>Creates an exception with a text.</summary>
    /// <param name="message">What happened, to which endpoint or address, and what to do about it.</param>
    /// <param name="innerException">The cause, or null.</param>
    protected ZmqNativeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether the same operation may succeed later, with the program and its configuration as they are. Default false. It does not
    /// tell whether the first attempt had an effect: where that is not known, the exception has a property of its own for it.
    /// </summary>
    public virtual bool IsTransient => false;
}
