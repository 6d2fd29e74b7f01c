using System.Security.Claims;
using ZmqNative.Actors.Generated;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The operations of an actor while it handles something: answers, children, timers, watches. One per actor; not thread-safe.</summary>
public sealed partial class ActorContext
{
    private readonly ActorCell _cell;
    private ReplyTarget? _target;
    private uint _token;
    private AnswerState _answer;
    private int _handling;

    internal ActorContext(ActorCell cell) => _cell = cell;

    /// <summary>The reference to this actor.</summary>
    public ActorRef Self => _cell;

    /// <summary>The broker of this actor.</summary>
    public Broker Broker => _cell.Owner;

    /// <summary>Whether the current message is an ask that is not answered, forwarded, stashed or deferred yet.</summary>
    public bool IsAsked => _target is not null && _answer == AnswerState.Open;

    /// <summary>Whether the current message may be answered by a stream: its sender used <see cref="ActorRef.AskStreamAsync{T}"/>.</summary>
    public bool IsAskedForStream => IsAsked && _target!.IsStream;

    /// <summary>
    /// The user who has sent the current message from another process, as the <see cref="Authenticator"/> of this process has accepted the connection; null
    /// if the sender is in this process, or no authenticator has accepted it with a user id.
    /// </summary>
    /// <remarks>
    /// Nothing in a message can change it. It is kept when the message is stashed, or forwarded within this process; what the actor itself sends has
    /// no user. Messages of timers, and those that a topic bridge has received, have none.
    /// </remarks>
    public ClaimsPrincipal? User => Peer?.Principal;

    /// <summary>The identity of the peer that has sent the current message; null if it has none.</summary>
    internal PeerIdentity? Peer { get; set; }

    internal object? Message { get; set; }

    /// <summary>Whether the handling answers with a stream, and so takes as long as that. Any thread.</summary>
    internal bool HasOpenStream => Volatile.Read(ref _target) is OpenStream;

    /// <summary>The number of the current handling, or of the last one: see <see cref="IsHandling"/>.</summary>
    internal int Handling => Volatile.Read(ref _handling);

    /// <summary>Answers the current message. The answer to a tell is dropped.</summary>
    /// <typeparam name="T">The answer's type.</typeparam>
    /// <param name="value">The answer. Frames become the receiver's, or are disposed.</param>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or deferred already.</exception>
    public void Reply<T>(T value)
    {
        if (_target is { } target)
        {
            HandOver(AnswerState.Given);
            Answer(target, _token, value);
        }
        else
        {
            Drop(value);
        }
    }

    /// <summary>Answers the current message with a failure: its caller gets an <see cref="ActorFailedException"/>.</summary>
    /// <param name="text">The description of the failure, for the caller.</param>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or deferred already.</exception>
    public void ReplyFailure(string text)
    {
        if (_target is { } target)
        {
            HandOver(AnswerState.Given);
            _ = target.TryFail(new ActorFailedException(text, _cell.Address), _token);
        }
    }

    /// <summary>Defers the answer to the current message: the handle gives it later, once, from any thread.</summary>
    /// <remarks>A keyed actor is not passivated for being idle while the sender waits for the answer.</remarks>
    /// <returns>The handle. The answer to a tell is dropped.</returns>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or deferred already.</exception>
    public ReplyHandle ReplyLater()
    {
        if (_target is not null)
        {
            HandOver();
            NoteOpenReply();
        }

        return new ReplyHandle(_cell.Address, _target, _token);
    }

    /// <summary>Answers the current message with a stream.</summary>
    /// <typeparam name="T">The type of the answers.</typeparam>
    /// <returns>
    /// The writer, for any thread, also after this handling. If the handling throws, the stream fails; if it returns, the stream is complete
    /// if the writer was disposed, and stays open otherwise, to be completed later.
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// The sender did not ask for a stream, or the message has been answered, forwarded, stashed or deferred already.
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

    /// <summary>Passes the current message on to another actor, which answers the sender in place of this one.</summary>
    /// <param name="actor">The other actor.</param>
    /// <returns>A task that completes when the other mailbox has accepted the message. An ask that is not accepted fails at its sender.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or deferred already.</exception>
    /// <inheritdoc cref="ActorRef.TellAsync(object, CancellationToken)" path="/exception[@cref='T:ZmqNative.Actors.MailboxFullException']"/>
    public ValueTask ForwardAsync(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        Envelope envelope = TakeEnvelope();

        // A broker of another process gets the identity of this one.
        object message = actor is RemoteRef ? envelope.Message : TrackedMessage.WithPeer(envelope.Message, Peer);
        if (envelope.Target is not { } target)
        {
            return actor.TellAsync(message);
        }

        actor.PostAsk(message, target, envelope.Token);
        return default;
    }

    /// <summary>
    /// Declares the current message as unknown to this actor: it becomes a dead letter, and its caller gets an <see cref="ActorFailedException"/>, or an
    /// <see cref="ActorInterfaceException"/> if it is the call of a typed reference.
    /// </summary>
    public void Unhandled()
    {
        Envelope envelope = TakeEnvelope();
        object message = envelope.Message;
        _ = envelope.Target?.TryFail(
            message is ActorCall or ReceivedCall
                ? new ActorInterfaceException(
                    $"it handles no calls, such as '{message}'. Spawn or register it for its interface, as in Spawn<IOrder>.", _cell.Address)
                : new ActorFailedException($"it does not know messages of type {message.GetType().Name}.", _cell.Address),
            envelope.Token);
        Broker.DeadLetters.Add(message, _cell.Address, DeadLetterReason.Unhandled);
    }

    /// <summary>Refuses the current message, which is no failure of the actor: it becomes a dead letter, and its caller gets the exception.</summary>
    internal void Refuse(Exception cause, DeadLetterReason reason)
    {
        Envelope envelope = TakeEnvelope();
        _ = envelope.Target?.TryFail(cause, envelope.Token);
        Broker.DeadLetters.Add(envelope.Message, _cell.Address, reason, cause);
    }

    /// <summary>Lets the actor handle a message, after its middleware.</summary>
    internal ValueTask ReceiveAsync(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _cell.Receiver is { } receiver
            ? receiver.ReceiveAsync(message, this)
            : throw new InvalidOperationException($"Actor '{_cell.Address}' has no instance now: the handling of the message has ended.");
    }

    internal void Begin(in Envelope envelope)
    {
        Message = envelope.Message;
        _target = envelope.Target;
        _token = envelope.Token;
        _answer = AnswerState.Open;
        Peer = null;
        _handling++;
    }

    /// <summary>The actor that waits, within a handling of its own, for the answer to the current message; null if none does. Any thread.</summary>
    internal ActorCell? FindAsker()
    {
        int handling = Handling;
        ReplyTarget? target = Volatile.Read(ref _target);
        ActorCell? asker = target is null || _answer != AnswerState.Open ? null : target.FindAsker(_token);

        // The values that were read belong together if the handling has not changed meanwhile.
        Interlocked.MemoryBarrier();
        return IsHandling(handling) && Handling == handling ? asker : null;
    }

    /// <summary>Whether a number is that of a handling: odd from the begin to the end of a handling, even between.</summary>
    internal static bool IsHandling(int number) => (number & 1) != 0;

    internal void BeginHandling() => _handling |= 1;

    internal void EndHandling() => _handling = (_handling | 1) + 1;

    /// <summary>Ends the handling of a message. A caller that got no answer gets a failure, rather than wait for its deadline.</summary>
    internal void End()
    {
        Message = null;
        _handling++;
        if (_target is not null)
        {
            EndAsk();
        }
    }

    /// <summary>
    /// Whether a failure only tells that nobody waits for the answer any more, that the reader of a stream, which this handling has opened, reads no
    /// more, or that the caller of a method has cancelled its token: then it is none.
    /// </summary>
    internal bool IsEndByCaller(Exception failure) => failure is OperationCanceledException
        && (_target is OpenStream { HasReaderLeft: true }
            || Message is ActorCall { Cancellation.IsCancellationRequested: true }
            || _cell.Parts?.Cancellation is { IsByAsker: true });

    /// <summary>Ends the handling because its caller waits no more.</summary>
    internal void EndByCaller(Exception failure)
    {
        // The handling may learn of the cancellation before the ask does, whose failure is the same.
        if (IsAsked)
        {
            _ = _target!.TryFail(failure, _token);
        }

        End();
    }

    internal void Fail(Exception cause)
    {
        if (IsAsked || _target is OpenStream)
        {
            _ = _target!.TryFail(new ActorFailedException($"{cause.GetType().Name}: {cause.Message}", _cell.Address, cause), _token);
        }

        EndUnhandled(DeadLetterReason.Failed, cause);
    }

    /// <summary>Ends the handling because the actor is to stop, which is no failure.</summary>
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

    /// <summary>Gives an answer to a target; one of the exact type gets the value without boxing.</summary>
    /// <returns>False if the caller does not wait anymore; frames in the value are disposed then.</returns>
    internal static bool Answer<T>(ReplyTarget target, uint token, T value)
    {
        if (target is ReplyTarget<T> exact ? exact.TryReply(value, token) : target.TryReply(value, token))
        {
            return true;
        }

        Drop(value);
        return false;
    }

    /// <summary>Disposes the frames of an answer that is not wanted anymore.</summary>
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
        _cell.Parts?.Cancellation?.End();
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
        _cell.Parts?.Cancellation?.End();
        if (_answer == AnswerState.Open)
        {
            _ = _target!.TryFail(new ActorFailedException("it ended its turn without an answer.", _cell.Address), _token);
        }
        else if (_target is OpenStream stream)
        {
            stream.EndTurn();
        }

        _target = null;
    }

    /// <summary>Takes the current message with the target of its answer; this actor does not answer it anymore.</summary>
    internal Envelope TakeEnvelope()
    {
        if (Message is not { } message)
        {
            throw new InvalidOperationException("There is no current message, or it has been forwarded or stashed already.");
        }

        if (_target is not null)
        {
            HandOver();
        }

        Message = null;
        return new Envelope(message, _target, _token);
    }

    // While an answer is open the actor is not idle. Actors that are not keyed are never passivated.
    private void NoteOpenReply()
    {
        if (_cell.Registration is not null && _target is not (null or IgnoredReply))
        {
            _cell.EnsureParts().EnsureOpenReplies().Add(_target, _token);
        }
    }

    private void HandOver(AnswerState state = AnswerState.HandedOver)
    {
        if (_answer != AnswerState.Open)
        {
            throw new InvalidOperationException("The message has been answered, forwarded, stashed or deferred already.");
        }

        _answer = state;
    }
}
