namespace ZmqNative.Actors.TestKit;

/// <summary>
/// An actor that keeps what it receives, and the expectations of a test about it. Each expectation takes the messages that it is about, in the order in
/// which they came.
/// </summary>
/// <remarks>
/// Thread-safe; one expectation at a time. An expectation waits for a message that has not come yet, and fails by an <see cref="ExpectationException"/>
/// after <see cref="TestBrokerOptions.Timeout"/> of real time. Frames and messages of frames that it has received belong to the probe, which disposes
/// them with the test broker; to keep one longer, move it (<see cref="Frame.Move"/>).
/// </remarks>
public sealed partial class TestProbe
{
    private readonly TestBroker _broker;

    // Guards all fields below, against turns of the probe's actor and the test.
    private readonly Lock _gate = new();
    private readonly List<ProbeEntry> _entries = [];
    private readonly List<ActorStopped> _stopped = [];
    private readonly HashSet<ActorRef> _watched = [];
    private readonly List<(Func<object, bool> Matches, Func<object, ActorContext, ValueTask> Handle)> _answers = [];
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProbeEntry? _last;
    private int _next;
    private bool _isClosed;

    internal TestProbe(TestBroker broker, string address)
    {
        _broker = broker;
        Ref = broker.Broker.Spawn(address, () => new ProbeActor(this), ProbeActor.Options);
    }

    /// <summary>The reference to the probe's actor.</summary>
    public ActorRef Ref { get; }

    /// <summary>The address of the probe's actor.</summary>
    public string Address => Ref.Address;

    /// <summary>All messages that the probe has received, in their order.</summary>
    public IReadOnlyList<object> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(static entry => entry.Message)];
            }
        }
    }

    /// <summary>The number of messages that no expectation has taken.</summary>
    public int Unexpected
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count - _next;
            }
        }
    }

    /// <summary>Returns the reference to the probe's actor.</summary>
    /// <param name="probe">The probe.</param>
    /// <returns>The reference.</returns>
    public static implicit operator ActorRef(TestProbe probe) => probe?.Ref!;

    /// <summary>Returns the reference to the probe's actor.</summary>
    /// <returns>The same as <see cref="Ref"/>.</returns>
    public ActorRef ToActorRef() => Ref;

    internal ValueTask ReceiveAsync(object message, ActorContext context)
    {
        Func<object, ActorContext, ValueTask>? handle;
        lock (_gate)
        {
            handle = _answers.Find(answer => answer.Matches(message)).Handle;
            ProbeEntry entry = handle is null
                ? ProbeEntry.Take(_entries.Count + 1, message, Elapsed, context)
                : new ProbeEntry(_entries.Count + 1, message, Elapsed);
            _entries.Add(entry);
            if (_isClosed)
            {
                FailInsideLock(entry);
            }

            SignalInsideLock();
        }

        return handle is null ? default : handle(message, context);
    }

    internal void AddStopped(ActorStopped stopped)
    {
        lock (_gate)
        {
            _stopped.Add(stopped);
            SignalInsideLock();
        }
    }

    /// <summary>Fails the asks that were not answered, and those that still come: the test answers no more.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (ProbeEntry entry in _entries)
            {
                FailInsideLock(entry);
            }
        }
    }

    /// <summary>Disposes what the probe has received.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            foreach (ProbeEntry entry in _entries)
            {
                DeadLetterFeed.Release(entry.Message);
            }
        }
    }

    private TimeSpan Elapsed => _broker.Time.GetElapsedTime(_broker.BeganAt);

    private void FailInsideLock(ProbeEntry entry) =>
        _ = entry.TakeTarget(out uint token)?.TryFail(new ActorStoppedException(Address), token);

    private void SignalInsideLock()
    {
        TaskCompletionSource change = _change;
        _change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = change.TrySetResult();
    }
}
