namespace ZmqNative.Actors;

/// <summary>Copies messages for several receivers: frames are duplicated, other objects are shared.</summary>
internal static class MessageSharing
{
    /// <summary>Returns the message for one more receiver.</summary>
    public static object Share(object message) => message switch
    {
        Frame frame => frame.Duplicate(),
        MultipartMessage frames => Share(frames),
        TopicMessage topic => topic.Share(),
        TrackedMessage tracked => Share(tracked),
        _ => message,
    };

    /// <summary>Disposes the frames of a message that no actor handles.</summary>
    public static void Release(object message) => DeadLetterFeed.Release(message);

    private static TrackedMessage Share(TrackedMessage tracked)
    {
        object shared = Share(tracked.Message);
        return ReferenceEquals(shared, tracked.Message) ? tracked : tracked.With(shared);
    }

    private static MultipartMessage Share(MultipartMessage frames)
    {
        MultipartMessage copy = MultipartMessage.Create();
        foreach (Frame frame in frames)
        {
            copy.Add(frame.Duplicate());
        }

        return copy;
    }
}
