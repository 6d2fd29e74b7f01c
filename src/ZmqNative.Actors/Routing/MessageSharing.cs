namespace ZmqNative.Actors;

/// <summary>Gives each of several receivers of a message frames of its own; other objects are shared.</summary>
internal static class MessageSharing
{
    /// <summary>The same message for one more receiver.</summary>
    public static object Share(object message) => message switch
    {
        Frame frame => frame.Duplicate(),
        MultipartMessage frames => Share(frames),
        TopicMessage topic => topic.Share(),
        _ => message,
    };

    /// <summary>Frees the frames of a message that nobody will handle.</summary>
    public static void Release(object message) => DeadLetterFeed.Release(message);

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
