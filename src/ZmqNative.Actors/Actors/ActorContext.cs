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
    public bool IsAsked => _target is not null && _answer == AnswerState.Open && _target is not HandlingReport;

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

    /// <summary>
    /// The fence of the ownership under which this keyed actor of a cluster, or the parent of this actor, was made: for conditional writes to a store. <see cref="Fence.IsNone"/> without cluster.
    /// It stays the same while the instance exists, also in its hooks.
    /// </summary>
    public Fence Fence
    {
        get
        {
            ActorCell cell = _cell;
            while (cell.Parent is { } parent)
            {
                cell = parent;
            }

            return cell.Registration?.Hold?.Fence ?? default;
        }
    }

    /// <summary>
    /// The durable tell that is handled, with its number, for effects that happen once in a store; null for other messages. A durable tell is acknowledged when its handling has completed. One that is
    /// stashed, or forwarded to an actor of this process, is acknowledged when that handling has; until then no further durable tell of its key is handled.
    /// </summary>
    public DurableTell? Durable => (_target as HandlingReport)?.Tell;

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
            if (target is not HandlingReport)
            {
                _ = target.TryFail(new ActorFailedException(text, _cell.Address), _token);
            }
        }
    }

    /// <summary>Defers the answer to the current message: the handle gives it later, once, from any thread.</summary>
    /// <remarks>A keyed actor is not passivated for being idle while the sender waits for the answer.</remarks>
    /// <returns>The handle. The answer to a tell is dropped.</returns>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or deferred already.</exception>
    public ReplyHandle ReplyLater()
    {
        if (_target is HandlingReport)
        {
            // Answered as a tell is. The handling ends with this handler.
            HandOver(AnswerState.Given);
            return new ReplyHandle(_cell.Address, null, 0);
        }

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

        // In this order: a caller that has the failure sees the dead letter in the count.
        Broker.DeadLetters.Add(message, _cell.Address, DeadLetterReason.Unhandled);
        _ = envelope.Target?.TryFail(
            message is ActorCall or ReceivedCall
                ? new ActorInterfaceException(
                    $"it handles no calls, such as '{message}'. Spawn or register it for its interface, as in Spawn<IOrder>.", _cell.Address)
                : new ActorFailedException($"it does not know messages of type {message.GetType().Name}.", _cell.Address),
            envelope.Token);
    }

    /// <summary>Refuses the current message, which is no failure of the actor: it becomes a dead letter, and its caller gets the exception.</summary>
    internal void Refuse(Exception cause, DeadLetterReason reason)
    {
        Envelope envelope = TakeEnvelope();
        Broker.DeadLetters.Add(envelope.Message, _cell.Address, reason, cause);
        _ = envelope.Target?.TryFail(cause, envelope.Token);
    }

    /// <summary>Lets the actor handle a message, after its middleware.</summary>
    internal ValueTask ReceiveAsync(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _cell.Receiver is { } receiver
            ? receiver.ReceiveAsync(message, this)
            : throw new InvalidOperationException($"Actor '{_cell.Address}' has no instance now: the handling of the message has ended.");
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
