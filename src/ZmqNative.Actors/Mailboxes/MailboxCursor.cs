namespace ZmqNative.Actors;

/// <summary>The position at which the consumer reads. A turn works on a copy, so that it does not share cache lines with producers.</summary>
internal struct MailboxCursor
{
    public MailboxSegment? Segment;
    public int Head;
}
