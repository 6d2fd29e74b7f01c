using System.Collections.Concurrent;
using System.Globalization;

namespace ZmqNative.Soak;

/// <summary>The pushes of one round with acknowledged delivery, and the messages that handlers got.</summary>
internal sealed class DeliveryLedger
{
    private readonly ConcurrentDictionary<long, (int Count, int First)> _handled = new();
    private readonly ConcurrentDictionary<long, DeliveryOutcome> _outcomes = new();
    private long _begun;
    private long _repeated;

    /// <summary>The number of pushes without an outcome.</summary>
    public long Pending => Interlocked.Read(ref _begun) - _outcomes.Count;

    public long Acknowledged => CountOf(DeliveryOutcome.Acknowledged);

    public long Cancelled => CountOf(DeliveryOutcome.Cancelled);

    public long Failed => CountOf(DeliveryOutcome.Failed);

    /// <summary>The number of calls of handlers for messages that a handler had been called for before.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    public void Begin() => Interlocked.Increment(ref _begun);

    public void End(long number, DeliveryOutcome outcome) => _outcomes[number] = outcome;

    /// <summary>Notes the call of a handler. A message that was delivered before is marked.</summary>
    public void Handled(string text, int deliveryCount, Ledger ledger)
    {
        if (!long.TryParse(text, CultureInfo.InvariantCulture, out long number))
        {
            ledger.Fail($"a message has become '{text}'");
            return;
        }

        (int count, int unmarked) = _handled.AddOrUpdate(
            number,
            static (_, first) => (1, first),
            static (_, before, first) => (before.Count + 1, before.First + first),
            deliveryCount == 1 ? 1 : 0);
        if (count > 1)
        {
            Interlocked.Increment(ref _repeated);
        }

        ledger.Check(unmarked <= 1, $"message {number} was handled twice without a mark");
    }

    /// <summary>Adds the counts to those of the load.</summary>
    public void Account(Ledger ledger)
    {
        ledger.Count("sent", _begun);
        ledger.Count("acknowledged", Acknowledged);
        ledger.Count("received", _handled.Values.Sum(static handled => (long)handled.Count));
        ledger.Count("handled again", Repeated);
        ledger.Count("cancelled", Cancelled);
        ledger.Count("failed", Failed);
        long lost = _outcomes.Count(outcome => outcome.Value == DeliveryOutcome.Acknowledged && !_handled.ContainsKey(outcome.Key));
        ledger.Check(lost == 0, $"{lost} messages were acknowledged, and never handled");
    }

    private long CountOf(DeliveryOutcome outcome) => _outcomes.Values.Count(value => value == outcome);
}
