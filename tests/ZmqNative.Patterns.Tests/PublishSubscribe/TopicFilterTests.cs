using System.Text;

namespace ZmqNative.Patterns.Tests.PublishSubscribe;

public sealed class TopicFilterTests
{
    private static readonly SubscriptionKind[] Kinds = Enum.GetValues<SubscriptionKind>();

    [Test]
    public void A_prefix_a_topic_and_an_id_of_the_same_bytes_are_distinguished()
    {
        TopicFilter filter = new();
        filter.Add("12 "u8, SubscriptionKind.MessageId);
        Assert.That(Accepts(filter, "12 text x", topicLength: 2, isText: true), Is.True);
        Assert.That(Accepts(filter, "12 payload", topicLength: 2, isText: false), Is.False);

        filter.Add("12"u8, SubscriptionKind.Topic);
        Assert.That(Accepts(filter, "12 payload", topicLength: 2, isText: false), Is.True);
        Assert.That(Accepts(filter, "123", topicLength: 3, isText: false), Is.False);

        filter.Add("12"u8, SubscriptionKind.Prefix);
        Assert.That(Accepts(filter, "123", topicLength: 3, isText: false), Is.True);
        Assert.That(filter.Remove("12"u8, SubscriptionKind.MessageId), Is.False);
    }

    [Test]
    public void An_empty_prefix_accepts_all_and_an_empty_topic_only_itself()
    {
        TopicFilter filter = new();
        filter.Add([], SubscriptionKind.Topic);
        Assert.That(Accepts(filter, string.Empty, topicLength: 0, isText: false), Is.True);
        Assert.That(Accepts(filter, "a", topicLength: 1, isText: false), Is.False);

        filter.Add([], SubscriptionKind.Prefix);
        Assert.That(Accepts(filter, "a", topicLength: 1, isText: false), Is.True);
    }

    // The model is a list that is searched from end to end; few letters give many common prefixes.
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_filter_behaves_like_a_list_of_subscriptions(int seed)
    {
        const int Steps = 20_000;
        Random random = new(seed);
        TopicFilter filter = new();
        List<(string Bytes, SubscriptionKind Kind)> model = [];
        for (int step = 0; step < Steps; step++)
        {
            string text = Text();
            SubscriptionKind kind = Kinds[random.Next(Kinds.Length)];
            switch (random.Next(4))
            {
                case 0:
                    filter.Add(Encoding.Latin1.GetBytes(text), kind);
                    model.Add((text, kind));
                    break;
                case 1:
                    Assert.That(filter.Remove(Encoding.Latin1.GetBytes(text), kind), Is.EqualTo(model.Remove((text, kind))));
                    break;
                default:
                    int topicLength = random.Next(text.Length + 1);
                    bool isText = random.Next(2) == 0;
                    bool expected = model.Exists(s => s.Kind switch
                    {
                        SubscriptionKind.MessageId => isText && text.StartsWith(s.Bytes, StringComparison.Ordinal),
                        SubscriptionKind.Topic => text[..topicLength] == s.Bytes,
                        _ => text.StartsWith(s.Bytes, StringComparison.Ordinal),
                    });
                    Assert.That(Accepts(filter, text, topicLength, isText), Is.EqualTo(expected), $"step {step}: {text}");
                    Assert.That(
                        filter.BeginsWithId(Encoding.Latin1.GetBytes(text)),
                        Is.EqualTo(model.Exists(s => s.Kind == SubscriptionKind.MessageId && text.StartsWith(s.Bytes, StringComparison.Ordinal))));
                    break;
            }
        }

        foreach ((string bytes, SubscriptionKind kind) in model)
        {
            Assert.That(filter.Remove(Encoding.Latin1.GetBytes(bytes), kind), Is.True);
        }

        Assert.That(filter.Nodes, Is.EqualTo(1), "nothing is kept of removed subscriptions");

        string Text()
        {
            char[] letters = new char[random.Next(9)];
            for (int i = 0; i < letters.Length; i++)
            {
                letters[i] = "ab\u00ff"[random.Next(3)];
            }

            return new string(letters);
        }
    }

    [Test]
    public async Task Remaining_subscriptions_match_at_every_moment_while_others_are_added_and_removed()
    {
        const int Rounds = 20_000;
        TopicFilter filter = new();
        string[] staying = ["a", "abc", "abcdef", "abd", "b"];
        foreach (string topic in staying)
        {
            filter.Add(Encoding.ASCII.GetBytes(topic), SubscriptionKind.Topic);
        }

        // They split and join the branches of the remaining subscriptions.
        Task[] changing = [.. Enumerable.Range(0, 2).Select(writer => Task.Run(() =>
        {
            Random random = new(writer);
            for (int i = 0; i < Rounds; i++)
            {
                string own = $"{staying[random.Next(staying.Length)]}{random.Next(4)}{writer}"[random.Next(2)..];
                filter.Add(Encoding.ASCII.GetBytes(own), SubscriptionKind.Topic);
                if (!filter.Remove(Encoding.ASCII.GetBytes(own), SubscriptionKind.Topic))
                {
                    throw new InvalidOperationException($"{own} was lost");
                }
            }
        }))];
        Task all = Task.WhenAll(changing);
        while (!all.IsCompleted)
        {
            foreach (string topic in staying)
            {
                Assert.That(Accepts(filter, topic, topic.Length, isText: false), Is.True, topic);
            }

            Assert.That(Accepts(filter, "ab", topicLength: 2, isText: false), Is.False);
        }

        await all;
    }

    private static bool Accepts(TopicFilter filter, string firstFrame, int topicLength, bool isText) =>
        filter.Accepts(Encoding.Latin1.GetBytes(firstFrame), topicLength, isText);
}
