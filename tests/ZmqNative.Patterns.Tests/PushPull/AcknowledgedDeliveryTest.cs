using System.Collections.Concurrent;

namespace ZmqNative.Patterns.Tests.PushPull;

/// <summary>A test of acknowledged delivery.</summary>
public abstract class AcknowledgedDeliveryTest : PatternsTest
{
    /// <summary>Options of a pusher; connections that are lost are made again at once, so that tests are fast.</summary>
    protected PusherOptions Pushing => On(new PusherOptions { Delivery = Delivery.Acknowledged, ReconnectInterval = TimeSpan.FromMilliseconds(5) });

    /// <summary>Options of a puller.</summary>
    protected PullerOptions Pulling => On(new PullerOptions { Delivery = Delivery.Acknowledged, ReconnectInterval = TimeSpan.FromMilliseconds(5) });

    /// <summary>The messages that handlers have handled, with their number of deliveries.</summary>
    protected sealed class Handled
    {
        private readonly ConcurrentDictionary<string, ConcurrentQueue<int>> _deliveries = new(StringComparer.Ordinal);
        private int _count;

        /// <summary>The number of calls of <see cref="Add"/>.</summary>
        public int Count => Volatile.Read(ref _count);

        /// <summary>The texts of the messages, each one once.</summary>
        public IEnumerable<string> Texts => _deliveries.Keys;

        /// <summary>The messages that were handled again without a mark.</summary>
        public IEnumerable<string> Unmarked => _deliveries.Where(static d => d.Value.Count(static count => count == 1) > 1).Select(static d => d.Key);

        /// <summary>The numbers of the messages that were handled without a mark.</summary>
        public IEnumerable<int> First => _deliveries.Where(static d => d.Value.Contains(1)).Select(static d => int.Parse(d.Key));

        public void Add(ReceivedMessage message)
        {
            _deliveries.GetOrAdd(message.Text, static _ => new ConcurrentQueue<int>()).Enqueue(message.DeliveryCount);
            Interlocked.Increment(ref _count);
        }
    }
}
