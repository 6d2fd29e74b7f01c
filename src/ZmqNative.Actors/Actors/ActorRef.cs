using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The way to an actor, in this broker or elsewhere. Any thread, at the same time.</summary>
/// <remarks>
/// Messages of one sender to one actor are handled in the order in which they were sent. Accepted is not handled: an actor may
/// stop or fail first, and what it leaves goes to <see cref="Broker.DeadLetters"/>. A <see cref="Frame"/> or
/// <see cref="MultipartMessage"/> moves: it belongs to the actor from the moment it is accepted, other objects pass by
/// reference and should not change any more.
/// </remarks>
public abstract class ActorRef
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
    /// <param name="message">What to send.</param>
    /// <param name="cancellationToken">Ends the wait for room; a message that was cancelled is not in the mailbox.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    /// <exception cref="MailboxFullException">
    /// There is no room, and the mailbox' policy is to fail, or <see cref="ActorOptions.MaxWaitingSenders"/> wait already; or an actor would
    /// wait for room in its own mailbox, for ever.
    /// </exception>
    /// <exception cref="ActorStoppedException">The actor has stopped; the message is a dead letter.</exception>
    /// <exception cref="ActorNotFoundException">Nobody is at that address; the message is a dead letter.</exception>
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
    public bool TryTell(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return TryPost(message, null, 0) == PostResult.Accepted;
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
            TimeLimits.CheckTimeout(given, nameof(timeout));
        }

        AskSource<T> source = AskSource<T>.Rent(Owner, Address, timeout ?? Owner.Options.AskTimeout, cancellationToken);
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
            TimeLimits.CheckTimeout(given, nameof(timeout));
        }

        Frame owned = message.Move();
        AskSource<T> source = AskSource<T>.Rent(Owner, Address, timeout ?? Owner.Options.AskTimeout, cancellationToken);
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
            TimeLimits.CheckTimeout(given, nameof(timeout));
        }

        return new AskStream<T>(this, message, timeout ?? Owner.Options.AskTimeout, cancellationToken);
    }

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

    /// <summary>Lets <paramref name="watcher"/> know when the actor stops.</summary>
    internal abstract void Watch(ActorCell watcher);

    internal abstract void Unwatch(ActorCell watcher);
}
