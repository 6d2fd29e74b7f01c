using System.Diagnostics.CodeAnalysis;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The way to an actor, in this broker or elsewhere. Any thread, at the same time.</summary>
/// <remarks>
/// Messages of one sender to one actor are handled in the order in which they were sent. Accepted is not handled: an actor may
/// stop or fail first, and what it leaves goes to <see cref="Broker.DeadLetters"/>. A <see cref="Frame"/> or
/// <see cref="MultipartMessage"/> moves: it belongs to the actor from the moment it is accepted, other objects pass by
/// reference and should not change any more.
/// <para>
/// References are equal (<see cref="Equals(ActorRef)"/>) that lead to the same address of the same broker, by whatever way they were made; so
/// they are for watching, topics and routers. The operators compare the objects.
/// </para>
/// </remarks>
public abstract class ActorRef : IEquatable<ActorRef>
{
    private protected ActorRef()
    {
    }

    /// <summary>Where the actor is: <c>name</c> or <c>name/key</c>, with an endpoint in front for another process.</summary>
    public abstract string Address { get; }

    internal abstract Broker Owner { get; }

    /// <summary>How many messages are before the next one, so far as it is known here.</summary>
    internal virtual int Load => 0;

    /// <summary>Whether a message would be accepted now without waiting, so far as it is known here.</summary>
    internal virtual bool HasRoom => true;

    /// <summary>Sends a message; completes when the mailbox has accepted it.</summary>
    /// <remarks>
    /// Where the mailbox' policy is to wait, the wait for room has an end: <see cref="BrokerOptions.TellTimeout"/>. Actors that wait for room
    /// in each other's mailboxes, or for an actor that waits for their answer, are told at once.
    /// </remarks>
    /// <param name="message">What to send.</param>
    /// <param name="cancellationToken">Ends the wait for room; a message that was cancelled is not in the mailbox.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="MailboxFullException">
    /// There is no room, and the mailbox' policy is to fail, or <see cref="ActorOptions.MaxWaitingSenders"/> wait already; or an actor would
    /// wait for room in its own mailbox, for ever.
    /// </exception>
    /// <exception cref="TellTimeoutException">There was no room in time; the message is a dead letter.</exception>
    /// <exception cref="ActorDeadlockException">
    /// There would never be room, as the actor waits for the one that sends; the message is a dead letter.
    /// </exception>
    /// <exception cref="ActorStoppedException">
    /// The actor has stopped, or its broker ends and the sender is none of its actors; the message is a dead letter.
    /// </exception>
    /// <exception cref="ActorNotFoundException">Nobody is at that address; the message is a dead letter.</exception>
    /// <exception cref="ActorSerializationException">
    /// The actor is in another process, and the message cannot be written; it is a dead letter.
    /// </exception>
    /// <exception cref="MessageTooLargeException">
    /// The actor is in another process, and the message is over a limit of <see cref="BrokerOptions.Connecting"/>; it is a dead letter.
    /// </exception>
    /// <exception cref="BrokerBusyException">The actor is in another process, and too many messages wait to be sent there.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask TellAsync(object message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return TryPost(message, null, 0) == PostResult.Accepted ? default : PostAsync(message, null, 0, cancellationToken);
    }

    /// <summary>Sends a frame, which belongs to the broker from now on, whatever the outcome.</summary>
    /// <inheritdoc cref="TellAsync(object, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public ValueTask TellAsync(Frame message, CancellationToken cancellationToken = default) =>
        TellAsync((object)message.Move(), cancellationToken);

    /// <summary>Sends frames, which belong to the broker from now on, whatever the outcome.</summary>
    /// <inheritdoc cref="TellAsync(object, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">The message is gone.</exception>
    public ValueTask TellAsync(MultipartMessage message, CancellationToken cancellationToken = default) =>
        TellAsync((object)message.Move(), cancellationToken);

    /// <summary>Sends a message if that needs no waiting.</summary>
    /// <param name="message">What to send; a frame stays the caller's if this returns false, and is the actor's otherwise.</param>
    /// <returns>
    /// False if the mailbox is full, the actor has stopped or does not exist. True if the message is in the mailbox, or a policy
    /// that drops has dealt with it.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ActorSerializationException">The actor is in another process, and the message cannot be written.</exception>
    /// <exception cref="MessageTooLargeException">
    /// The actor is in another process, and the message is over a limit of <see cref="BrokerOptions.Connecting"/>.
    /// </exception>
    public bool TryTell(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
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

    /// <summary>Sends a message and awaits its answer.</summary>
    /// <typeparam name="T">What the actor answers with.</typeparam>
    /// <param name="message">What to ask.</param>
    /// <param name="timeout">How long to wait, for room and for the answer; default <see cref="BrokerOptions.AskTimeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait; the actor may handle the message all the same.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive, or over 24 days 20 hours.</exception>
    /// <exception cref="AskTimeoutException">No answer came in time.</exception>
    /// <exception cref="ActorFailedException">The actor threw, gave no answer, or one of another type.</exception>
    /// <exception cref="ActorNotFoundException">Nobody is at that address.</exception>
    /// <exception cref="ActorStoppedException">The actor has stopped, or stopped before it handled the message.</exception>
    /// <exception cref="MailboxFullException">
    /// There is no room, and the mailbox' policy is not to wait, or <see cref="ActorOptions.MaxWaitingSenders"/> wait already.
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
    /// An actor asks itself, by whatever way: it could never answer. Behind an await this is found as <see cref="ActorOptions.TracksSelfAsks"/>
    /// says, and else ends with the time-out.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<T> AskAsync<T>(object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (timeout is { } given)
        {
            OptionChecks.CheckTimeout(given, nameof(timeout));
        }

        AskSource<T> source = AskSource<T>.Rent(this, timeout ?? Owner.Options.AskTimeout, cancellationToken);
        ValueTask<T> answer = source.Task;
        PostAsk(message, source.Target, source.Use);
        source.Observe();
        return answer;
    }

    /// <summary>Sends a frame, which belongs to the broker from now on, whatever the outcome, and awaits the answer.</summary>
    /// <inheritdoc cref="AskAsync{T}(object, TimeSpan?, CancellationToken)"/>
    /// <exception cref="ObjectDisposedException">The frame is gone.</exception>
    public ValueTask<T> AskAsync<T>(Frame message, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (timeout is { } given)
        {
            OptionChecks.CheckTimeout(given, nameof(timeout));
        }

        Frame owned = message.Move();
        AskSource<T> source = AskSource<T>.Rent(this, timeout ?? Owner.Options.AskTimeout, cancellationToken);
        ValueTask<T> answer = source.Task;
        PostAsk(owned, source.Target, source.Use);
        source.Observe();
        return answer;
    }

    /// <summary>Sends a message that names the type of its answer.</summary>
    /// <inheritdoc cref="AskAsync{T}(object, TimeSpan?, CancellationToken)"/>
    public ValueTask<T> AskAsync<T>(IAsk<T> message, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        AskAsync<T>((object)message, timeout, cancellationToken);

    /// <summary>Sends a message and reads a stream of answers, at the pace of the reader.</summary>
    /// <typeparam name="T">What the actor answers with.</typeparam>
    /// <param name="message">What to ask.</param>
    /// <param name="timeout">
    /// How long to wait for each answer; default <see cref="BrokerOptions.AskTimeout"/>. The actor sees the end of the reading,
    /// by whatever cause, in <see cref="ReplyWriter{T}.Cancellation"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <returns>The answers, as they come; asked anew for each enumeration.</returns>
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

    /// <summary>Whether another reference leads to the same address of the same broker.</summary>
    /// <param name="other">The other reference.</param>
    /// <returns>True also if the actors that live there now and lived there before are not the same.</returns>
    public bool Equals([NotNullWhen(true)] ActorRef? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Owner == other.Owner && string.Equals(Address, other.Address, StringComparison.Ordinal));

    /// <inheritdoc/>
    public sealed override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as ActorRef);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Address.GetHashCode(StringComparison.Ordinal);

    /// <summary>The address.</summary>
    /// <returns>The same as <see cref="Address"/>.</returns>
    public override string ToString() => Address;

    /// <summary>Puts a message into the mailbox if that needs no waiting.</summary>
    internal abstract PostResult TryPost(object message, ReplyTarget? target, uint token);

    /// <summary>
    /// What follows a <see cref="TryPost"/> that was not accepted: waits, throws or makes a dead letter. The message is not the
    /// sender's any more.
    /// </summary>
    internal abstract ValueTask PostAsync(object message, ReplyTarget? target, uint token, CancellationToken cancellationToken);

    /// <summary>Puts an ask into the mailbox, or in line for it; what goes wrong reaches its target.</summary>
    internal abstract void PostAsk(object message, ReplyTarget target, uint token);

    /// <summary>The same for a frame, which a mailbox holds as an object, and the way to another process does not.</summary>
    internal virtual void PostAsk(Frame message, ReplyTarget target, uint token) => PostAsk((object)message, target, token);

    /// <summary>The reason why a message can never be sent to the actor's process; null if there is none. Takes nothing from the message.</summary>
    internal virtual Exception? FindObstacle(object message) => null;

    /// <summary>Describes the connections over which the actor is reached, for the text of a time-out; empty for an actor of this process.</summary>
    internal virtual string DescribeConnections() => string.Empty;

    [DoesNotReturn]
    private void ThrowUnsendable(object message) => throw FindObstacle(message)
        ?? new ActorSerializationException(Address, $"a {message.GetType().Name} could not be sent.");

    /// <summary>Lets <paramref name="watcher"/> know when the actor stops.</summary>
    internal abstract void Watch(ActorCell watcher);

    internal abstract void Unwatch(ActorCell watcher);
}
