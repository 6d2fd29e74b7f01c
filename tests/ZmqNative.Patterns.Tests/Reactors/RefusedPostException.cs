using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ZmqNative.Patterns.Tests;

/// <summary>The exception of a synchronization context that refuses its work. It may be thrown on the thread pool without ending the process.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It has one fixed text.")]
[SuppressMessage("Design", "CA1064", Justification = "Tests alone throw it.")]
internal sealed class RefusedPostException() : Exception("The context takes no work.")
{
    private static volatile TaskCompletionSource? s_expected;

    // The process has one such handler. Every other exception ends it, as without a handler.
    static RefusedPostException() => ExceptionHandling.SetUnhandledExceptionHandler(static exception =>
    {
        if (exception is not RefusedPostException)
        {
            return false;
        }

        s_expected?.TrySetResult();
        return true;
    });

    /// <summary>Returns a task that completes when the next such exception is thrown on the thread pool.</summary>
    public static Task ExpectAsync()
    {
        TaskCompletionSource expected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        s_expected = expected;
        return expected.Task;
    }
}
