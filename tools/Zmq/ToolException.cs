namespace ZmqTool;

/// <summary>An end of the work that is reported by its text alone, without a stack.</summary>
/// <param name="exitCode">The exit code of the process.</param>
/// <param name="message">The text: what happened, to which endpoint, and what to do.</param>
internal sealed class ToolException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static ToolException Usage(string message) => new(ZmqTool.ExitCode.Usage, message);

    public static ToolException Failure(string message) => new(ZmqTool.ExitCode.Failure, message);

    public static ToolException TimedOut(string message) => new(ZmqTool.ExitCode.TimedOut, message);

    public static ToolException Refused(string message) => new(ZmqTool.ExitCode.Refused, message);
}
