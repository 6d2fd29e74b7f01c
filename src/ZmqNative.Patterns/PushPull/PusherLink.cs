using System.Runtime.InteropServices;

namespace ZmqNative.Patterns;

/// <summary>A pusher that is connected to a <see cref="DeliveryReceiver"/>. Guarded by its lock.</summary>
internal sealed class PusherLink(byte[] routingId) : IRoutedPeer
{
    private readonly List<NumberRange> _ranges = [];

    public byte[] RoutingId => routingId;

    /// <summary>The messages that were received and not settled.</summary>
    public HashSet<ulong> Unsettled { get; } = [];

    /// <summary>The number of acknowledgements that were not sent yet.</summary>
    public int Unsent { get; private set; }

    /// <summary>Whether it is in the list of those with unsent acknowledgements.</summary>
    public bool IsListed { get; set; }

    /// <summary>Outcomes other than acknowledgements that could not be sent, as the queue was full.</summary>
    public Queue<(DeliveryFrameKind Kind, ulong Number, string? Text)> Others { get; } = new();

    /// <summary>The unsent acknowledgements.</summary>
    public ReadOnlySpan<NumberRange> Ranges => CollectionsMarshal.AsSpan(_ranges);

    /// <summary>Adds an acknowledgement; consecutive ones are one range.</summary>
    public void Acknowledge(ulong number)
    {
        Unsent++;
        if (_ranges.Count > 0)
        {
            ref NumberRange last = ref CollectionsMarshal.AsSpan(_ranges)[^1];
            if (number == unchecked(last.First + last.Count))
            {
                last = last with { Count = last.Count + 1 };
                return;
            }
        }

        _ranges.Add(new NumberRange(number, 1));
    }

    /// <summary>Stores that the acknowledgements were sent, or concern a connection that has ended.</summary>
    public void Clear()
    {
        _ranges.Clear();
        Unsent = 0;
    }
}
