using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ZmqNative.Actors.Generated;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>A reference to an actor, of this broker or of another process, through which it is sent messages. Thread-safe.</summary>
/// <remarks>
/// Messages of one sender to one actor are handled in the order in which they were sent. An accepted message may still not be handled: if the
/// actor stops or fails first, it goes to <see cref="Broker.DeadLetters"/>. <see cref="TellAsync"/> and
/// <see cref="AskAsync{T}(object, TimeSpan?, CancellationToken)"/> always take a <see cref="Frame"/> or <see cref="MultipartMessage"/> from the
/// caller, even if they fail; <see cref="TryTell"/> takes it only if it returns true. Other objects are passed by reference within a process, and
/// should not be changed after that.
/// <para>
/// References to the same address of the same broker are equal (<see cref="Equals(ActorRef)"/>), however they were made; watching, topics and
/// routers compare them so. Warning: <c>==</c> and <c>!=</c> compare the identity of the objects, not the addresses.
/// </para>
/// </remarks>
public abstract class ActorRef : IActorRef, IEquatable<ActorRef>
{
    private protected ActorRef()
    {
    }

    /// <summary>The address of the actor: <c>name</c> or <c>name/key</c>, with an endpoint in front for another process.</summary>
    public abstract string Address { get; }

    internal abstract Broker Owner { get; }

    /// <summary>The number of messages that would be handled before the next one, as far as it is known in this process.</summary>
    internal virtual int Load => 0;

    /// <summary>Whether a message would be accepted now without waiting, as far as it is known in this process.</summary>
    internal virtual bool HasSpace => true;

    /// <summary>Whether code that awaits an answer continues on the thread pool, whichever thread completes the ask.</summary>
    internal virtual bool NeedsThreadPool => false;

    /// <summary>Sends a message. The task completes when the mailbox has accepted it.</summary>
    /// <remarks>
    /// Where the mailbox's policy is to wait, the wait for space ends after <see cref="BrokerOptions.TellTimeout"/>. Actors that would wait for
    /// space in each other's mailboxes, or for an actor that waits for their answer, get an <see cref="ActorDeadlockException"/> at once.
    /// </remarks>
    /// <param name="message">
    /// The message. A <see cref="Frame"/> or <see cref="MultipartMessage"/> belongs to the broker from now on, whatever the outcome.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for space; the message is not in the mailbox then.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="MailboxFullException">
    /// There is no space, and the mailbox's policy is to fail, or <see cref="ActorOptions.MaxWaitingSenders"/> wait already; or an actor would
    /// wait for space in its own mailbox.
    /// </exception>
    /// <exception cref="TellTimeoutException">There was no space in time; the message is a dead letter.</exception>
    /// <exception cref="ActorDeadlockException">
    /// There would never be space, as the actor waits for the sender; the message is a dead letter.
    /// </exception>
    /// <exception cref="ActorStoppedException">
    /// The actor has stopped, or its broker ends and the sender is not one of its actors; the message is a dead letter.
    /// </exception>
    /// <exception cref="ActorNotFoundException">No actor has that address; the message is a dead letter.</exception>
    /// <exception cref="ActorSerializationException">
    /// The actor is in another process, and the message cannot be written; it is a dead letter.
    /// </exception>
    /// <exception cref="MessageTooLargeException">
    /// The actor is in another process, and the message is over a limit of <see cref="BrokerOptions.Connecting"/>; it is a dead letter.
    /// </exception>
    /// <exception cref="BrokerBusyException">The actor is in another process, and too many messages wait to be sent there.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The message is a frame, or frames, that were disposed or sent.</exception>
    public ValueTask TellAsync(object message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        message = TakeFrames(message);
        return PatternTracing.IsOn ? ActorTracing.TellAsync(this, message, cancellationToken) : TellUntracedAsync(message, cancellationToken);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ValueTask TellUntracedAsync(object message, CancellationToken cancellationToken) =>
        TryPost(message, null, 0) == PostResult.Accepted ? default : PostAsync(message, null, 0, cancellationToken);

    /// <summary>Sends a message if the mailbox can take it at once; never waits.</summary>
    /// <param name="message">
    /// The message. If this returns true, a <see cref="Frame"/> or <see cref="MultipartMessage"/> belongs to the actor; otherwise it still belongs
    /// to the caller.
    /// </param>
    /// <returns>
    /// False if the mailbox is full, or the actor has stopped or does not exist. True if the message is in the mailbox, or was dropped by the
    /// mailbox's policy.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ActorSerializationException">The actor is in another process, and the message cannot be written.</exception>
    /// <exception cref="MessageTooLargeException">
    /// The actor is in another process, and the message is over a limit of <see cref="BrokerOptions.Connecting"/>.
    /// </exception>
    public bool TryTell(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return PatternTracing.IsOn ? ActorTracing.TryTell(this, message) : TryTellUntraced(message);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryTellUntraced(object message)
    {
        PostResult result = TryPost(message, null, 0);
        if (result == PostResult.Accepted)
        {
            return true;
        }

        if (result == PostResult.Unsendable)
        {
            ThrowUnsendable(message);
        }

        return false;
    }

    /// <summary>Returns the reference of a typed reference, for example to watch or stop its actor.</summary>
    /// <param name="typedReference">The typed reference: see <see cref="TypedReferences"/>.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="ArgumentException">The object is no typed reference.</exception>
    public static ActorRef Of(object typedReference)
    {
        ArgumentNullException.ThrowIfNull(typedReference);
        return (typedReference as ActorProxy)?.Actor
            ?? throw new ArgumentException($"A {typedReference.GetType().Name} is no typed reference.", nameof(typedReference));
    }

    /// <summary>Sends a message and awaits its answer.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="message">
    /// The message. A <see cref="Frame"/> or <see cref="MultipartMessage"/> belongs to the broker from now on, whatever the outcome.
    /// </param>
    /// <param name="timeout">The longest wait, for space and for the answer, more than 0 and at most 24 days 20 hours; default <see cref="BrokerOptions.AskTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the actor may still handle the message.</param>
    /// <returns>The answer. If it is a <see cref="Frame"/> or <see cref="MultipartMessage"/>, the caller disposes it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive, or over 24 days 20 hours.</exception>
    /// <exception cref="AskTimeoutException">No answer arrived in time.</exception>
    /// <exception cref="ActorFailedException">The actor threw, gave no answer, or one of another type.</exception>
    /// <exception cref="ActorNotFoundException">No actor has that address.</exception>
    /// <exception cref="ActorStoppedException">The actor has stopped, or stopped before it handled the message.</exception>
    /// <exception cref="MailboxFullException">
    /// There is no space, and the mailbox's policy is to fail, or <see cref="ActorOptions.MaxWaitingSenders"/> wait already.
    /// </exception>
    /// <exception cref="ActorSerializationException">
    /// The actor is in another process, and the message cannot be written, or its answer cannot be read.
    /// </exception>
    /// <exception cref="MessageTooLargeException">
    /// The actor is in another process, and the message is over a limit of <see cref="BrokerOptions.Connecting"/>.
    /// </exception>
    /// <exception cref="BrokerBusyException">
    /// The actor is in another process, and <see cref="BrokerClientOptions.MaxInFlight"/> asks are in flight to it.
    /// </exception>
    /// <exception cref="BrokerLostException">The connection to the actor's process broke.</exception>
    /// <exception cref="InvalidOperationException">
    /// An actor asks itself, directly or through others, and could never answer. Behind an await this is detected as
    /// <see cref="ActorOptions.TracksSelfAsks"/> tells; otherwise the ask ends with its time-out.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The message is a frame, or frames, that were disposed or sent.</exception>
    public ValueTask<T> AskAsync<T>(object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (timeout is { } given)
        {
            OptionChecks.CheckTimeout(given, nameof(timeout));
        }

        return AskCheckedAsync<T>(TakeFrames(message), timeout, cancellationToken);
    }

    /// <summary>Sends a message, whose frames were taken from the caller, and awaits its answer. The time-out is in its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ValueTask<T> AskCheckedAsync<T>(object message, TimeSpan? timeout, CancellationToken cancellationToken) => PatternTracing.IsOn
        ? ActorTracing.AskAsync<T>(this, message, timeout, cancellationToken)
        : AskUntracedAsync<T>(message, timeout, cancellationToken);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ValueTask<T> AskUntracedAsync<T>(object message, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        AskSource<T> source = AskSource<T>.Rent(this, timeout ?? Owner.Options.AskTimeout, cancellationToken);
        ValueTask<T> answer = source.Task;
        PostAsk(message, source.Target, source.Use);
        source.Observe();
        return answer;
    }

    /// <summary>Sends a call and awaits its end. The time-out is in its range.</summary>
    internal ValueTask AskCallAsync(ActorCall call, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (PatternTracing.IsOn)
        {
            return ActorTracing.AskCallAsync(this, call, timeout, cancellationToken);
        }

        AskSource<CallCompleted?> source = AskSource<CallCompleted?>.Rent(this, timeout ?? Owner.Options.AskTimeout, cancellationToken);
        ValueTask end = source.TaskWithoutResult;
        PostAsk(call, source.Target, source.Use);
        source.Observe();
        return end;
    }

    /// <summary>Takes frames from the caller, whose handles of them end; anything else stays as it is.</summary>
    internal static object TakeFrames(object message) => message switch
    {
        Frame frame => frame.Move(),
        MultipartMessage frames => frames.Move(),
        _ => message,
    };

    /// <summary>Sends a message that declares the type of its answer, and awaits the answer.</summary>
    /// <inheritdoc cref="AskAsync{T}(object, TimeSpan?, CancellationToken)"/>
    public ValueTask<T> AskAsync<T>(IAsk<T> message, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        AskAsync<T>((object)message, timeout, cancellationToken);

    /// <summary>Sends a message and reads a stream of answers, at the pace of the reader.</summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="timeout">
    /// The longest wait for each answer, more than 0 and at most 24 days 20 hours; default <see cref="BrokerOptions.AskTimeout"/>. The end of
    /// the reading, for whatever reason, cancels the actor's <see cref="ReplyWriter{T}.Cancellation"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The answers, as they come. Each enumeration asks again.</returns>
    /// <inheritdoc cref="AskAsync{T}(object, TimeSpan?, CancellationToken)" path="/exception"/>
    [SuppressMessage("Style", "VSTHRD200", Justification = "It is an asynchronous enumeration.")]
    public IAsyncEnumerable<T> AskStreamAsync<T>(
        object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (timeout is { } given)
        {
            OptionChecks.CheckTimeout(given, nameof(timeout));
        }

        return new AskStream<T>(this, message, timeout ?? Owner.Options.AskTimeout, cancellationToken);
    }

    /// <summary>Whether another reference has the same address of the same broker.</summary>
    /// <param name="other">The other reference.</param>
    /// <returns>True if broker and address are the same, even if the address has had several actors one after the other.</returns>
    public bool Equals([NotNullWhen(true)] ActorRef? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Owner == other.Owner && string.Equals(Address, other.Address, StringComparison.Ordinal));

    /// <inheritdoc/>
    public sealed override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as ActorRef);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Address.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns the address.</summary>
    /// <returns>The same as <see cref="Address"/>.</returns>
    public override string ToString() => Address;

    /// <summary>Puts a message into the mailbox if there is space.</summary>
    internal abstract PostResult TryPost(object message, ReplyTarget? target, uint token);

    /// <summary>
    /// Continues after a <see cref="TryPost"/> that was not accepted: waits, throws or makes a dead letter. The message is taken from the
    /// sender.
    /// </summary>
    internal abstract ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken);

    /// <summary>Puts an ask into the mailbox or into the queue of senders; a failure is given to its target.</summary>
    internal abstract void PostAsk(object message, ReplyTarget target, uint token);

    /// <summary>The same for a frame, without boxing it on its way to another process.</summary>
    internal virtual void PostAsk(Frame message, ReplyTarget target, uint token) => PostAsk((object)message, target, token);

    /// <summary>The reason why a message can never be sent to the actor's process; null if there is none. Takes nothing from the message.</summary>
    internal virtual Exception? FindSendFailure(object message) => null;

    /// <summary>Describes the connections over which the actor is reached, for the text of a time-out; empty for an actor of this process.</summary>
    internal virtual string DescribeConnections() => string.Empty;

    /// <summary>Returns the connections over which answers of the actor come, each once; none for an actor of this process.</summary>
    internal virtual IReadOnlyCollection<BrokerClient> FindClients() => [];

    /// <summary>Ends an ask whose time has passed, once the answers that had arrived by then were read. On the timer's thread.</summary>
    internal void Expire(Action<uint> end, uint use) => LateAsk.Expire(FindClients(), end, use);

    [DoesNotReturn]
    private void ThrowUnsendable(object message) => throw FindSendFailure(message)
        ?? new ActorSerializationException($"a {MessageName.Of(message)} could not be sent.", Address);

    /// <summary>Notifies <paramref name="watcher"/> when the actor stops.</summary>
    internal abstract void Watch(ActorCell watcher);

    internal abstract void Unwatch(ActorCell watcher);
}
