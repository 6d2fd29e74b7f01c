namespace ZmqNative.Actors;

/// <summary>What an actor can do besides handling its message. One per actor; for use within its own turns alone.</summary>
public sealed partial class ActorContext
{
    private readonly ActorCell _cell;
    private ReplyTarget? _target;
    private uint _token;
    private bool _handedOver;
    private int _handling;

    internal ActorContext(ActorCell cell) => _cell = cell;

    /// <summary>The actor itself, to be passed to others.</summary>
    public ActorRef Self => _cell;

    /// <summary>Where it lives.</summary>
    public Broker Broker => _cell.Owner;

    /// <summary>Whether the sender of the message at hand waits for an answer that was not given yet.</summary>
    public bool IsAsked => _target is not null && !_handedOver;

    /// <summary>Whether the answer may be a stream: the sender used <see cref="ActorRef.AskStreamAsync{T}"/>.</summary>
    public bool IsAskedForStream => IsAsked && _target!.IsStream;

    internal object? Message { get; set; }

    /// <summary>The number of what the actor handles, or handled last: see <see cref="IsHandling"/>.</summary>
    internal int Handling => Volatile.Read(ref _handling);

    /// <summary>Answers the message at hand. For a message that was told, the answer is dropped.</summary>
    /// <typeparam name="T">The answer's type.</typeparam>
    /// <param name="value">The answer; frames move, whatever the outcome.</param>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or put off already.</exception>
    public void Reply<T>(T value)
    {
        if (_target is { } target)
        {
            HandOver();
            Answer(target, _token, value);
        }
        else
        {
            Drop(value);
        }
    }

    /// <summary>Answers the message at hand with a failure: its asker gets an <see cref="ActorFailedException"/>.</summary>
    /// <param name="text">Why.</param>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or put off already.</exception>
    public void ReplyFailure(string text)
    {
        if (_target is { } target)
        {
            HandOver();
            _ = target.TryFail(new ActorFailedException(_cell.Address, text), _token);
        }
    }

    /// <summary>Puts the answer off: the handle may be used once, later, from any thread.</summary>
    /// <remarks>A keyed actor is not passivated for being idle while the sender waits for the answer.</remarks>
    /// <returns>The way back to the sender. For a message that was told, answers through it are dropped.</returns>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or put off already.</exception>
    public ReplyHandle ReplyLater()
    {
        if (_target is not null)
        {
            HandOver();
            NoteOpenReply();
        }

        return new ReplyHandle(_cell.Address, _target, _token);
    }

    /// <summary>Answers the message at hand with a stream.</summary>
    /// <typeparam name="T">What the stream consists of.</typeparam>
    /// <returns>
    /// Where to write, from any thread, also after this turn. A turn that throws fails the stream; one that returns completes it if
    /// the writer was disposed, and leaves it open otherwise, to be completed later.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The message does not ask for a stream, or has been answered, forwarded, stashed or put off already.
    /// </exception>
    public ReplyWriter<T> ReplyStream<T>()
    {
        if (_target is not { IsStream: true } target)
        {
            throw new InvalidOperationException("The message does not ask for a stream: its sender did not use AskStreamAsync.");
        }

        HandOver();
        NoteOpenReply();
        OpenStream stream = new(_cell.Address, target, _token);
        _target = stream;
        return new ReplyWriter<T>(_cell.Address, stream);
    }

    /// <summary>Passes the message at hand on; whoever answers it there answers its sender.</summary>
    /// <param name="actor">Who gets it.</param>
    /// <returns>Completes when the other mailbox has accepted it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or put off already.</exception>
    /// <inheritdoc cref="ActorRef.TellAsync(object, CancellationToken)" path="/exception[@cref='T:ZmqNative.Actors.MailboxFullException']"/>
    public ValueTask ForwardAsync(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Envelope envelope = TakeEnvelope();
        if (envelope.Target is not { } target)
        {
            return actor.TellAsync(envelope.Message);
        }

        actor.PostAsk(envelope.Message, target, envelope.Token);
        return default;
    }

    /// <summary>Says that the message at hand is not one that this actor knows: it becomes a dead letter.</summary>
    public void Unhandled()
    {
        Envelope envelope = TakeEnvelope();
        _ = envelope.Target?.TryFail(
            new ActorFailedException(_cell.Address, $"it does not know messages of type {envelope.Message.GetType().Name}."),
            envelope.Token);
        Broker.DeadLetters.Add(envelope.Message, _cell.Address, DeadLetterReason.Unhandled);
    }

    internal void Begin(in Envelope envelope)
    {
        Message = envelope.Message;
        _target = envelope.Target;
        _token = envelope.Token;
        _handedOver = false;
        _handling++;
    }

    /// <summary>The actor that waits, in a handling of its own, for the answer to the current message; null if none does. Any thread.</summary>
    internal ActorCell? FindAsker()
    {
        int handling = Handling;
        ReplyTarget? target = Volatile.Read(ref _target);
        ActorCell? asker = target is null || _handedOver ? null : target.FindAsker(_token);

        // What was read belongs together if the handling has not changed meanwhile.
        Interlocked.MemoryBarrier();
        return IsHandling(handling) && Handling == handling ? asker : null;
    }

    /// <summary>Odd from the begin to the end of handling something, even between.</summary>
    internal static bool IsHandling(int number) => (number & 1) != 0;

    internal void BeginHandling() => _handling |= 1;

    internal void EndHandling() => _handling = (_handling | 1) + 1;

    /// <summary>The message is handled: an asker that got no answer is told so, rather than left to wait for its deadline.</summary>
    internal void End()
    {
        Message = null;
        _handling++;
        if (_target is not null)
        {
            EndAsk();
        }
    }

    /// <summary>Whether a failure is only that the reader of the stream which this turn has opened left: then the turn has ended as it should.</summary>
    internal bool IsEndByReader(Exception failure) => failure is OperationCanceledException && _target is OpenStream { HasReaderLeft: true };

    internal void Fail(Exception cause)
    {
        if (IsAsked || _target is OpenStream)
        {
            _ = _target!.TryFail(new ActorFailedException(_cell.Address, $"{cause.GetType().Name}: {cause.Message}", cause), _token);
        }

        EndUnhandled(DeadLetterReason.Failed, cause);
    }

    /// <summary>The handling has ended because the actor is to stop: that is no failure.</summary>
    internal void EndByStop()
    {
        if (IsAsked || _target is OpenStream)
        {
            _ = _target!.TryFail(new ActorStoppedException(_cell.Address), _token);
        }

        EndUnhandled(DeadLetterReason.Stopped, cause: null);
    }

    internal void ReplyIfAsked<T>(T value)
    {
        if (IsAsked)
        {
            Reply(value);
        }
    }

    /// <summary>Whatever the target is: one that takes the exact type gets the value unboxed.</summary>
    /// <returns>False if nobody waits any more; frames in the value are gone all the same.</returns>
    internal static bool Answer<T>(ReplyTarget target, uint token, T value)
    {
        if (target is ReplyTarget<T> exact ? exact.TryReply(value, token) : target.TryReply(value, token))
        {
            return true;
        }

        Drop(value);
        return false;
    }

    /// <summary>Frees the frames of an answer that nobody waits for.</summary>
    internal static void Drop<T>(T value)
    {
        if (value is Frame frame)
        {
            frame.Dispose();
        }
        else if (value is MultipartMessage frames)
        {
            frames.Dispose();
        }
    }

    private void EndUnhandled(DeadLetterReason reason, Exception? cause)
    {
        _target = null;
        EndHandling();
        if (Message is { } message)
        {
            Message = null;
            Broker.DeadLetters.Add(message, _cell.Address, reason, cause);
        }
    }

    private void EndAsk()
    {
        if (!_handedOver)
        {
            _ = _target!.TryFail(new ActorFailedException(_cell.Address, "it ended its turn without an answer."), _token);
        }
        else if (_target is OpenStream stream)
        {
            stream.EndTurn();
        }

        _target = null;
    }

    /// <summary>Takes the message with the way to its sender: this actor has nothing to do with it any more.</summary>
    private Envelope TakeEnvelope()
    {
        if (Message is not { } message)
        {
            throw new InvalidOperationException("There is no message at hand, or it has been forwarded or stashed already.");
        }

        if (_target is not null)
        {
            HandOver();
        }

        Message = null;
        return new Envelope(message, _target, _token);
    }

    // An answer that is still to come is work: the actor is not idle. One that is not keyed is never passivated.
    private void NoteOpenReply()
    {
        if (_cell.Registration is not null && _target is not (null or IgnoredReply))
        {
            _cell.EnsureParts().EnsureOpenReplies().Add(_target, _token);
        }
    }

    private void HandOver()
    {
        if (_handedOver)
        {
            throw new InvalidOperationException("The message has been answered, forwarded, stashed or put off already.");
        }

        _handedOver = true;
    }
}
