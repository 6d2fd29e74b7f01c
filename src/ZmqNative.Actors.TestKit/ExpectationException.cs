namespace ZmqNative.Actors.TestKit;

/// <summary>
/// An expectation of a test did not hold: the text has what was expected, what came, what came before, and what each actor is doing.
/// </summary>
/// <remarks>It is of no test framework; all of them report it as a failure with its text.</remarks>
public sealed class ExpectationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The text.</param>
    /// <param name="innerException">The cause; null if there is none.</param>
    public ExpectationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
