namespace ZmqNative.Patterns;

/// <summary>
/// Makes an exception for each operation that one cause ends: one instance thrown at many callers mixes their stack traces.
/// </summary>
internal static class Failures
{
    /// <summary>Returns an exception of the same meaning as <paramref name="cause"/>, for one operation alone.</summary>
    /// <param name="cause">The exception that ended the operations.</param>
    /// <param name="text">The text if the cause is neither an orderly end nor an error of libzmq; the cause is the inner exception.</param>
    public static Exception Again(Exception cause, string text) => cause switch
    {
        ObjectDisposedException disposed => new ObjectDisposedException(disposed.ObjectName, FirstLine(disposed.Message)),
        ZmqException native => ThrowHelper.Create(native.ErrorNumber, native.Operation, native.Endpoint),
        _ => new InvalidOperationException(text, cause),
    };

    // The name of the object follows on a line of its own, and would be there twice.
    private static string FirstLine(string message) =>
        message.IndexOf(Environment.NewLine, StringComparison.Ordinal) is var end and > 0 ? message[..end] : message;
}
