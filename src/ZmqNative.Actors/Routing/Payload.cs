namespace ZmqNative.Actors;

/// <summary>Who owns what is in a message that several actors get: each its own frames; other objects are shared.</summary>
internal static class Payload
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
