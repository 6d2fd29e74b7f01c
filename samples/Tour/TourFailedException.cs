namespace Tour;

/// <summary>The exception that ends the tour; its message is shown to the user.</summary>
internal sealed class TourFailedException(string message, int exitCode = ExitCode.Failure, Exception? inner = null)
    : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
