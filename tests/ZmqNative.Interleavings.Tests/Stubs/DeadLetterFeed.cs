namespace ZmqNative.Actors;

/// <summary>Stands in for the feed.</summary>
internal static class DeadLetterFeed
{
    public static void Release(object message)
    {
    }
}
