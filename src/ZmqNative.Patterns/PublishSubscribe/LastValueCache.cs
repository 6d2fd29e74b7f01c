using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The last message per topic, for those who subscribe late. Bounded: the topic idle for longest goes first.</summary>
internal sealed class LastValueCache(int capacity)
{
    // Guards both collections, against publishing threads and the loop that reads subscriptions.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byTopic = [];
    private readonly LinkedList<Entry> _newestFirst = [];
    private bool _ended;

    /// <summary>Keeps a copy; frames are counted by reference when large.</summary>
    public void Keep(MultipartMessage message)
    {
        // Latin-1 keeps every byte apart, whatever the topic's encoding.
        ReadOnlySpan<byte> first = message[0].Span;
        string topic = Encoding.Latin1.GetString(message.Count == 1 ? first[..(first.IndexOf((byte)' ') + 1)] : first);
        lock (_gate)
        {
            // A publication may still be on its way while the publisher ends.
            if (_ended)
            {
                return;
            }

            MultipartMessage copy = Duplicate(message);
            if (_byTopic.TryGetValue(topic, out LinkedListNode<Entry>? node))
            {
                node.Value.Message.Dispose();
                _newestFirst.Remove(node);
            }
            else if (_byTopic.Count >= capacity && _newestFirst.Last is { } oldest)
            {
                oldest.Value.Message.Dispose();
                _ = _byTopic.Remove(oldest.Value.Topic);
                _newestFirst.RemoveLast();
            }

            _byTopic[topic] = _newestFirst.AddFirst(new Entry(topic, copy));
        }
    }

    /// <summary>Copies of the last messages that a subscription to <paramref name="prefix"/> would have received.</summary>
    public List<MultipartMessage> Find(ReadOnlySpan<byte> prefix)
    {
        List<MultipartMessage> found = [];
        lock (_gate)
        {
            // The oldest first, so that they come in the order in which they were published.
            for (LinkedListNode<Entry>? node = _newestFirst.Last; node is not null; node = node.Previous)
            {
                if (node.Value.Message[0].Span.StartsWith(prefix))
                {
                    found.Add(Duplicate(node.Value.Message));
                }
            }
        }

        return found;
    }

    /// <summary>Frees what is kept; nothing is kept any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            foreach (Entry entry in _newestFirst)
            {
                entry.Message.Dispose();
            }

            _newestFirst.Clear();
            _byTopic.Clear();
        }
    }

    private static MultipartMessage Duplicate(MultipartMessage message)
    {
        MultipartMessage copy = MultipartMessage.Create();
        foreach (Frame frame in message)
        {
            copy.Add(frame.Duplicate());
        }

        return copy;
    }

    private readonly record struct Entry(string Topic, MultipartMessage Message);
}
