namespace ZmqTool.Recording;

/// <summary>A message of a recording.</summary>
/// <param name="Offset">The time since the begin of the recording.</param>
/// <param name="Frames">Its frames.</param>
internal sealed record RecordedMessage(TimeSpan Offset, IReadOnlyList<byte[]> Frames);
