namespace ZmqNative.Actors.TestKit;

/// <summary>A message that a probe has received.</summary>
internal sealed class ProbeEntry(int number, object message, TimeSpan at)
{
    private ReplyTarget? _target;
    private uint _token;

    /// <summary>The number of the message, from 1.</summary>
    public int Number => number;

    public object Message => message;

    /// <summary>The result of the last expectation that has looked at it; null if none has.</summary>
    public string? Outcome { get; set; }

    public bool IsAsk => Volatile.Read(ref _target) is not null;

    public static ProbeEntry Take(int number, object message, TimeSpan at, ActorContext context)
    {
        Envelope envelope = context.TakeEnvelope();
        return new ProbeEntry(number, message, at) { _target = envelope.Target, _token = envelope.Token };
    }

    /// <summary>Takes the target of the answer, which is given once; null if there is none.</summary>
    public ReplyTarget? TakeTarget(out uint token)
    {
        token = _token;
        return Interlocked.Exchange(ref _target, null);
    }

    public override string ToString()
    {
        string kind = IsAsk ? " (ask)" : string.Empty;
        return $"{number}. at {at}: {ActorReport.Show(message)}{kind}{(Outcome is null ? string.Empty : $", {Outcome}")}";
    }
}
