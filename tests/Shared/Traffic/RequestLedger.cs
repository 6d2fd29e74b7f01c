using System.Collections.Concurrent;

namespace ZmqNative.Tests.Traffic;

/// <summary>The requests of one round, and those that handlers got.</summary>
/// <param name="ledger">The ledger of the load.</param>
internal sealed class RequestLedger(Ledger ledger)
{
    private readonly ConcurrentDictionary<long, bool> _handled = new();
    private readonly ConcurrentDictionary<long, RequestOutcome> _outcomes = new();
    private long _begun;

    /// <summary>The number of requests that were handled.</summary>
    public int HandledCount => _handled.Count;

    /// <summary>The number of requests that had a reply, of success or failure.</summary>
    public int Replied => CountOf(RequestOutcome.Replied) + CountOf(RequestOutcome.Failed);

    /// <summary>The number of requests without a reply that were not cancelled.</summary>
    public int LostCount => CountOf(RequestOutcome.Lost);

    /// <summary>Begins a request.</summary>
    /// <returns>Its number.</returns>
    public long Begin() => Interlocked.Increment(ref _begun);

    public void End(long number, RequestOutcome outcome) => _outcomes[number] = outcome;

    /// <summary>Notes the call of a handler.</summary>
    public void Handled(long number) => ledger.Check(_handled.TryAdd(number, true), $"request {number} was handled twice");

    /// <summary>Adds the counts to those of the load.</summary>
    public void Account()
    {
        ledger.Count("sent", _begun);
        ledger.Count("received", _handled.Count);
        ledger.Count("replied", CountOf(RequestOutcome.Replied));
        ledger.Count("failed in the handler", CountOf(RequestOutcome.Failed));
        ledger.Count("cancelled", CountOf(RequestOutcome.Cancelled));
        ledger.Count("lost, with an exception", LostCount);
        ledger.Check(_outcomes.Count == _begun, $"{_begun} requests have {_outcomes.Count} outcomes");
        long unhandled = _outcomes.Count(outcome =>
            outcome.Value is RequestOutcome.Replied or RequestOutcome.Failed && !_handled.ContainsKey(outcome.Key));
        ledger.Check(unhandled == 0, $"{unhandled} requests have a reply, and were never handled");
    }

    private int CountOf(RequestOutcome outcome) => _outcomes.Values.Count(value => value == outcome);
}
