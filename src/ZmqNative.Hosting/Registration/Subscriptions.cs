using ZmqNative.Patterns;

namespace ZmqNative.Hosting;

/// <summary>The subscriptions of a subscriber.</summary>
internal sealed record Subscriptions(IReadOnlyList<string> Topics, IReadOnlyList<string> Prefixes, IReadOnlyList<int> MessageIds)
{
    public static readonly Subscriptions None = new([], [], []);

    public bool IsEmpty => Topics.Count + Prefixes.Count + MessageIds.Count == 0;

    public static Subscriptions Of(string? topic, string? prefix, int? messageId) =>
        new(topic is null ? [] : [topic], prefix is null ? [] : [prefix], messageId is null ? [] : [messageId.Value]);

    public void ApplyTo(Subscriber subscriber)
    {
        foreach (string topic in Topics)
        {
            subscriber.Subscribe(topic);
        }

        foreach (string prefix in Prefixes)
        {
            subscriber.SubscribePrefix(prefix);
        }

        foreach (int messageId in MessageIds)
        {
            subscriber.Subscribe(messageId);
        }
    }
}
