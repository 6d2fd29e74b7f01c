using System.Text;

namespace ZmqNative.Patterns;

/// <summary>
/// The last message per topic, for late subscribers. Bounded: the topic that was not published for longest is removed first.
/// </summary>
internal sealed class LastValueCache(int capacity)
{
    // Guards the collections and the number, against publishing threads and the loop that reads subscriptions.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byTopic = [];
    private readonly LinkedList<Entry> _newestFirst = [];
    private long _lastNumber;
    private bool _ended;

    /// <summary>Keeps a copy; frames are counted by reference when large.</summary>
    public void Keep(MultipartMessage message)
    {
        // Latin-1 maps every byte to one character, whatever the topic's encoding.
        ReadOnlySpan<byte> first = message[0].Span;
        string topic = Encoding.Latin1.GetString(message.Count == 1 ? first[..(first.IndexOf((byte)' ') + 1)] : first);
        lock (_gate)
        {
            // A publication may still be in progress while the publisher ends.
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

            _byTopic[topic] = _newestFirst.AddFirst(new Entry(topic, copy, ++_lastNumber));
        }
    }

    /// <summary>
    /// Copies some of the last messages that a subscription to <paramref name="prefix"/> would have received, the oldest first.
    /// </summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="cursor">
    /// The position of the reader: default at first. Messages that are kept later are left out, as the subscriber gets them as
    /// publications.
    /// </param>
    /// <param name="copies">The array for the copies.</param>
    /// <returns>The number of copies; 0 at the end.</returns>
    public int Read(ReadOnlySpan<byte> prefix, ref Cursor cursor, Span<MultipartMessage> copies)
    {
        int count = 0;
        lock (_gate)
        {
            for (LinkedListNode<Entry>? node = StartInsideLock(ref cursor); count < copies.Length && node is not null; node = node.Previous)
            {
                if (IsNextInsideLock(node, prefix, ref cursor))
                {
                    copies[count++] = Duplicate(node.Value.Message);
                }
            }
        }

        return count;
    }

    /// <summary>Returns the number of messages that <see cref="Read"/> would still copy.</summary>
    public int CountRest(ReadOnlySpan<byte> prefix, ref Cursor cursor)
    {
        int count = 0;
        lock (_gate)
        {
            for (LinkedListNode<Entry>? node = StartInsideLock(ref cursor); node is not null; node = node.Previous)
            {
                count += IsNextInsideLock(node, prefix, ref cursor) ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Frees all messages; no more are kept.</summary>
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

    private LinkedListNode<Entry>? StartInsideLock(ref Cursor cursor)
    {
        if (cursor.Last == 0)
        {
            cursor.Last = _lastNumber;
        }

        // A message that was published again or removed is no longer in the list: then from the oldest on, by the numbers.
        return cursor.Node?.List is null ? _newestFirst.Last : cursor.Node;
    }

    private static bool IsNextInsideLock(LinkedListNode<Entry> node, ReadOnlySpan<byte> prefix, ref Cursor cursor)
    {
        ref Entry entry = ref node.ValueRef;
        if (entry.Number <= cursor.Read || entry.Number > cursor.Last)
        {
            return false;
        }

        cursor.Node = node;
        cursor.Read = entry.Number;
        return entry.Message[0].Span.StartsWith(prefix);
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

    /// <summary>The position of a reader.</summary>
    internal struct Cursor
    {
        /// <summary>The message read last, which may have been removed since.</summary>
        public LinkedListNode<Entry>? Node;

        /// <summary>Its number.</summary>
        public long Read;

        /// <summary>The number of the last message to read.</summary>
        public long Last;
    }

    /// <summary>A message and its number in the order of publication.</summary>
    internal readonly record struct Entry(string Topic, MultipartMessage Message, long Number);
}
