namespace ZmqTool.Output;

/// <summary>The reader of the output has ended, such as <c>head</c>: no failure of the tool.</summary>
internal sealed class OutputClosedException(Exception cause) : Exception("The reader has closed the output.", cause);
