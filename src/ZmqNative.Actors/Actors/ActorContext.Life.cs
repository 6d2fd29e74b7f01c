using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

public sealed partial class ActorContext
{
    /// <summary>The actor that spawned this one; null if the broker did.</summary>
    public ActorRef? Parent => _cell.Parent;

    /// <summary>The children that have not stopped.</summary>
    public IReadOnlyList<ActorRef> Children => _cell.Parts?.Children?.List() ?? [];

    /// <summary>The logger of the broker.</summary>
    public ILogger Logger => Broker.Logger;

    /// <summary>A token that is cancelled when the actor is to stop, so that a handling that is still pending can end early.</summary>
    /// <remarks>
    /// A handling that ends with an <see cref="OperationCanceledException"/> then is no failure. Its message becomes a dead letter with
    /// <see cref="DeadLetterReason.Stopped"/>, and its caller gets an <see cref="ActorStoppedException"/>. A drain does not cancel it, unless the shard of
    /// the actor gets another owner (docs/cluster.md).
    /// </remarks>
    public CancellationToken Stopping => _cell.EnsureParts().EnsureStopping().Token;

    /// <summary>
    /// A token that is cancelled when the sender of the current message does not wait for the answer any more, or the actor is to stop.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The sender waits no more when it has cancelled its ask, when the time of the ask has passed, when the reader of a stream has left, or when
    /// the connection to its process has ended. A peer that cancels has to use a correlation (docs/wire-actors.md). The end of a connection is
    /// noticed at the interval of heartbeats, for an ask only with a libzmq that has the draft API; otherwise the ask ends with its time. Of the
    /// message of a tell only the stop of the actor cancels the token, which is <see cref="Stopping"/> then, and so is it once the answer is given.
    /// </para>
    /// <para>
    /// A handling that ends with an <see cref="OperationCanceledException"/> after the token was cancelled is no failure: the actor is not
    /// restarted. If the sender has cancelled, the message counts as handled; if the actor stops, see <see cref="Stopping"/>. A message whose sender
    /// waits no more before it is handled becomes a dead letter with <see cref="DeadLetterReason.Expired"/>.
    /// </para>
    /// <para>
    /// The token is made when it is read first. After the handling, code that gives a deferred answer may still use it: the sender cancels it, and
    /// the stop of the actor does not.
    /// </para>
    /// </remarks>
    public CancellationToken Cancellation => _target is { } target and not HandlingReport && _answer != AnswerState.Given
        ? _cell.EnsureParts().EnsureCancellation().Get(target, _token)
        : Stopping;

    /// <summary>Spawns a child, which stops before this actor stops, and when this actor is restarted.</summary>
    /// <param name="name">The name; the child's address is this actor's address, a slash and the name.</param>
    /// <param name="factory">The function that makes the instance, and each instance that replaces a failed one.</param>
    /// <param name="options">The options of the actor; default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>The child.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or is taken.</exception>
    /// <exception cref="ActorStoppedException">This actor is stopping.</exception>
    /// <exception cref="InvalidOperationException">This actor is being restarted; spawn in <see cref="Actor.OnStartedAsync"/>.</exception>
    public ActorRef Spawn(string name, Func<Actor> factory, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return _cell.EnsureParts().EnsureChildren().Spawn(name, factory, options);
    }

    /// <summary>Spawns a child that is a function.</summary>
    /// <param name="name">The name; the child's address is this actor's address, a slash and the name.</param>
    /// <param name="receive">The function that handles a message.</param>
    /// <param name="options">The options of the actor; default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>The child.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or is taken.</exception>
    /// <exception cref="ActorStoppedException">This actor is stopping.</exception>
    /// <exception cref="InvalidOperationException">This actor is being restarted; spawn in <see cref="Actor.OnStartedAsync"/>.</exception>
    public ActorRef Spawn(string name, Func<object, ActorContext, ValueTask> receive, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return _cell.EnsureParts().EnsureChildren().Spawn(name, () => new LambdaActor(receive), options);
    }

    /// <summary>Stops this actor after the current message; the messages in its mailbox become dead letters.</summary>
    public void Stop() => ActorLifecycle.RequestStop(_cell, drain: false);

    /// <summary>
    /// Stops this keyed actor once its mailbox is empty; its next message makes it again. No message is lost by this.
    /// </summary>
    /// <remarks>
    /// <see cref="KeyedOptions.PassivateAfter"/> does the same for an actor that is idle. An actor with a timer, a child, a stashed message or
    /// an answer that was deferred is not idle; this method stops it nevertheless, with its timers and children, but not while it has
    /// stashed messages. Answers that were deferred may still be given. The request ends with the instance: a restarted one has to make it again.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The actor is not keyed: no message would make it again. Use <see cref="Stop()"/>.</exception>
    public void Passivate()
    {
        if (_cell.Registration is null)
        {
            throw new InvalidOperationException(
                $"Actor '{_cell.Address}' is not keyed: no message would make it again after it is passivated. Register its name, or stop it.");
        }

        _cell.EnsureParts().IsPassivating = true;
    }

    /// <summary>Stops a child after its current message.</summary>
    /// <param name="child">One of <see cref="Children"/>, or one that has stopped already.</param>
    /// <exception cref="ArgumentException">The actor is no child of this actor.</exception>
    public void Stop(ActorRef child)
    {
        if (child is not ActorCell cell || cell.Parent != _cell)
        {
            throw new ArgumentException($"'{child}' is no child of '{_cell.Address}'; its parent or its broker stops it.", nameof(child));
        }

        ActorLifecycle.RequestStop(cell, drain: false);
    }

    /// <summary>Sends this actor an <see cref="ActorStopped"/> when another actor stops, or at once if it has stopped already.</summary>
    /// <param name="actor">The actor to watch; watching it twice is the same as once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public void Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _cell.EnsureParts().EnsureDeathWatch().Watch(actor);
    }

    /// <summary>Ends a watch: no <see cref="ActorStopped"/> of that actor comes after this.</summary>
    /// <param name="actor">The actor that was watched.</param>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _cell.Parts?.DeathWatch?.Unwatch(actor);
    }

    /// <summary>Replaces the handler of the messages that follow by a function, until <see cref="Unbecome"/> or a restart.</summary>
    /// <param name="receive">The function that handles a message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="receive"/> is null.</exception>
    public void Become(Func<object, ActorContext, ValueTask> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _cell.EnsureParts().EnsureBehaviours().Become(receive);
    }

    /// <summary>Restores the handler that the last <see cref="Become"/> has replaced.</summary>
    /// <returns>False if no handler was replaced.</returns>
    public bool Unbecome() => _cell.Parts?.Behaviours?.Unbecome() ?? false;

    /// <summary>Sets the current message aside, with the target of its answer, until <see cref="UnstashAll"/>.</summary>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or deferred already.</exception>
    /// <exception cref="MailboxFullException">As many messages are stashed as the mailbox can hold.</exception>
    public void Stash()
    {
        Stash stash = _cell.EnsureParts().EnsureStash();
        stash.Check();
        Envelope envelope = TakeEnvelope();
        stash.Add(new Envelope(TrackedMessage.Wrap(envelope.Message, Peer), envelope.Target, envelope.Token));
    }

    /// <summary>
    /// Has the stashed messages handled in their order, after the current message and before the messages in the mailbox.
    /// </summary>
    /// <remarks>
    /// They are handled before messages of an earlier call that are not handled yet, since they are older. If a handler stashes and unstashes
    /// the same messages repeatedly without handling one, every second or third message is taken from the mailbox.
    /// </remarks>
    public void UnstashAll() => _cell.Parts?.Stash?.RequestUnstash();

    /// <summary>Sends this actor a message after a time. It is handled before the messages in the mailbox, but in alternation with them.</summary>
    /// <remarks>A timer ends with the instance that started it.</remarks>
    /// <param name="key">The key of the timer. A timer with the same key is replaced, and no tick of it comes after this.</param>
    /// <param name="message">The message.</param>
    /// <param name="due">The time after which the message is sent, from 0 to 24 days 20 hours.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or too long.</exception>
    /// <exception cref="ActorStoppedException">The actor has stopped.</exception>
    public void StartTimer(object key, object message, TimeSpan due)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        OptionChecks.Check(due, nameof(due));
        _cell.EnsureParts().EnsureTimers().Start(key, message, due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Sends this actor a message periodically. It is handled before the messages in the mailbox, but in alternation with them. While one tick
    /// is not handled yet, further ticks are left out.
    /// </summary>
    /// <inheritdoc cref="StartTimer" path="/remarks"/>
    /// <param name="key">The key of the timer. A timer with the same key is replaced, and no tick of it comes after this.</param>
    /// <param name="message">The message.</param>
    /// <param name="period">The time before the first message and between two, more than 0, at most 24 days 20 hours; less than 1 ms is 1 ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive, or too long.</exception>
    /// <exception cref="ActorStoppedException">The actor has stopped.</exception>
    public void StartPeriodicTimer(object key, object message, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        OptionChecks.CheckTimeout(period, nameof(period));
        _cell.EnsureParts().EnsureTimers().Start(key, message, period, period);
    }

    /// <summary>Cancels a timer: no tick of it comes after this.</summary>
    /// <param name="key">The key of the timer.</param>
    /// <returns>False if there is no such timer.</returns>
    public bool CancelTimer(object key) => _cell.Parts?.Timers?.Cancel(key) ?? false;
}
