using ZmqNative.Patterns;

namespace ZmqNative.Fuzz.Targets;

/// <summary>The tree of subscriptions, compared with a list: subscriptions come and go, and messages are looked up.</summary>
internal static class TopicFilterTarget
{
    public static FuzzTarget Create() => new(
        "topic-filter",
        "the tree of subscriptions: an operation per frame, compared with a list",
        [
            FrameList.Write("\u0000weather", "\u0001wea", "\u0002we", "\u0006weather", "\u0003weather", "\u0006weather"),
            FrameList.Write("\u00001000 ", "\u00061000 text x", "\u0001ab", "\u0001abcd", "\u0001abce", "\u0004abcd", "\u0006abce"),
        ],
        [FrameList.Write("\u0000a"), FrameList.Write("\u0001ab"), FrameList.Write("\u0002abc"), FrameList.Write("\u0005abc"), FrameList.Write("\u0006abcd")],
        Run);

    private static void Run(byte[] input)
    {
        TopicFilter filter = new();
        List<(SubscriptionKind Kind, byte[] Bytes)> model = [];
        foreach (byte[] frame in FrameList.Read(input))
        {
            if (frame.Length > 0)
            {
                Apply(frame[0] % 7, frame[1..], filter, model);
            }
        }

        foreach ((SubscriptionKind kind, byte[] bytes) in model)
        {
            FuzzFaultException.Unless(filter.Remove(bytes, kind), "a subscription that was added can be removed");
        }

        FuzzFaultException.Unless(filter.Nodes == 1, "an empty tree has the root alone");
    }

    private static void Apply(int operation, byte[] bytes, TopicFilter filter, List<(SubscriptionKind Kind, byte[] Bytes)> model)
    {
        var kind = (SubscriptionKind)(operation % 3);
        switch (operation)
        {
            case < 3:
                filter.Add(bytes, kind);
                model.Add((kind, bytes));
                break;
            case < 6:
                int at = model.FindIndex(known => known.Kind == kind && known.Bytes.AsSpan().SequenceEqual(bytes));
                FuzzFaultException.Unless(filter.Remove(bytes, kind) == at >= 0, "what is not subscribed to cannot be removed");
                if (at >= 0)
                {
                    model.RemoveAt(at);
                }

                break;
            default:
                Look(bytes, filter, model);
                break;
        }
    }

    private static void Look(byte[] frame, TopicFilter filter, List<(SubscriptionKind Kind, byte[] Bytes)> model)
    {
        for (int topic = 0; topic <= frame.Length; topic++)
        {
            foreach (bool isText in new[] { false, true })
            {
                bool expected = model.Exists(known => frame.AsSpan().StartsWith(known.Bytes) && known.Kind switch
                {
                    SubscriptionKind.MessageId => isText,
                    SubscriptionKind.Topic => known.Bytes.Length == topic,
                    _ => true,
                });
                FuzzFaultException.Unless(filter.Accepts(frame, topic, isText) == expected, "the tree accepts what the list accepts");
            }
        }

        bool hasId = model.Exists(known => known.Kind == SubscriptionKind.MessageId && frame.AsSpan().StartsWith(known.Bytes));
        FuzzFaultException.Unless(filter.BeginsWithId(frame) == hasId, "the tree finds the ids of the list");
    }
}
