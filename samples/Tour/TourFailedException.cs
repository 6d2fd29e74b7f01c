namespace Tour;

/// <summary>The tour cannot go on; the message is for the person in front of it.</summary>
internal sealed class TourFailedException(string message, int exitCode = ExitCode.Failure, Exception? inner = null)
    : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
