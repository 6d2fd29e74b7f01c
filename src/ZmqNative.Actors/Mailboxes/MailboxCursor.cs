namespace ZmqNative.Actors;

/// <summary>Where the consumer reads. A turn works on a copy of its own, so that producers' cache lines stay theirs.</summary>
internal struct MailboxCursor
{
    public MailboxSegment? Segment;
    public int Head;
}
