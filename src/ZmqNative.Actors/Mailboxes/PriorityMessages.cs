namespace ZmqNative.Actors;

/// <summary>What an actor handles before its mailbox: ticks of timers, stopped actors, messages that were stashed.</summary>
internal sealed class PriorityMessages
{
    private readonly Queue<Envelope> _messages = new();

    public int Count => _messages.Count;

    public void Add(in Envelope envelope) => _messages.Enqueue(envelope);

    public bool TryTake(out Envelope envelope) => _messages.TryDequeue(out envelope);
}
