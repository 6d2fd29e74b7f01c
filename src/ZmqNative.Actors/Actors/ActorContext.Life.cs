using Microsoft.Extensions.Logging;

namespace ZmqNative.Actors;

public sealed partial class ActorContext
{
    /// <summary>The actor that spawned this one; null for those that the broker spawned.</summary>
    public ActorRef? Parent => _cell.Parent;

    /// <summary>The living children.</summary>
    public IReadOnlyList<ActorRef> Children => _cell.Parts?.Children?.List() ?? [];

    /// <summary>Where to log.</summary>
    public ILogger Logger => Broker.Logger;

    /// <summary>Cancelled when the actor is to stop, while a handling is still pending: it should come to its end.</summary>
    /// <remarks>
    /// A handling that ends with an <see cref="OperationCanceledException"/> then is no failure. Its message becomes a dead letter with
    /// <see cref="DeadLetterReason.Stopped"/>, and its asker gets an <see cref="ActorStoppedException"/>. A drain does not cancel it.
    /// </remarks>
    public CancellationToken Stopping => _cell.EnsureParts().EnsureStopping().Token;

    /// <summary>Makes a child, which stops before this actor does, and when this one is restarted.</summary>
    /// <param name="name">Its name; its address is this actor's, a slash and the name.</param>
    /// <param name="factory">Makes the instance, and each that replaces a failed one.</param>
    /// <param name="options">Default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>The child.</returns>
    /// <exception cref="ArgumentException">The name is none, or is taken.</exception>
    /// <exception cref="ActorStoppedException">This actor is stopping.</exception>
    /// <exception cref="InvalidOperationException">This actor is being restarted; spawn in <see cref="Actor.OnStartedAsync"/>.</exception>
    public ActorRef Spawn(string name, Func<Actor> factory, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return _cell.EnsureParts().EnsureChildren().Spawn(name, factory, options);
    }

    /// <summary>Makes a child of a function.</summary>
    /// <inheritdoc cref="Spawn(string, Func{Actor}, ActorOptions?)"/>
    /// <param name="name">Its name; its address is this actor's, a slash and the name.</param>
    /// <param name="receive">Handles a message.</param>
    /// <param name="options">Default <see cref="BrokerOptions.Actors"/>.</param>
    public ActorRef Spawn(string name, Func<object, ActorContext, ValueTask> receive, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return _cell.EnsureParts().EnsureChildren().Spawn(name, () => new LambdaActor(receive), options);
    }

    /// <summary>Stops this actor after the message at hand; what is in its mailbox becomes dead letters.</summary>
    public void Stop() => ActorLifecycle.RequestStop(_cell, drain: false);

    /// <summary>
    /// Stops this keyed actor once no message waits for it, until its next message makes it anew. No message is lost for it.
    /// </summary>
    /// <remarks>
    /// <see cref="KeyedOptions.PassivateAfter"/> does that for an actor that is idle. An actor with a timer, a child, a stashed message or
    /// an answer that was put off is not idle; this stops it all the same, with its timers and children, but not while it has stashed
    /// messages. Answers that were put off may still be given. The request ends with the instance: one that is restarted asks again.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The actor is not keyed: no message would make it anew. Use <see cref="Stop()"/>.</exception>
    public void Passivate()
    {
        if (_cell.Registration is null)
        {
            throw new InvalidOperationException(
                $"Actor '{_cell.Address}' is not keyed: no message would make it anew after it is passivated. Register its name, or stop it.");
        }

        _cell.EnsureParts().IsPassivating = true;
    }

    /// <summary>Stops a child after the message that it is at.</summary>
    /// <param name="child">One of <see cref="Children"/>, or one that has stopped already.</param>
    /// <exception cref="ArgumentException">It is no child of this actor.</exception>
    public void Stop(ActorRef child)
    {
        if (child is not ActorCell cell || cell.Parent != _cell)
        {
            throw new ArgumentException($"'{child}' is no child of '{_cell.Address}'; its parent or its broker stops it.", nameof(child));
        }

        ActorLifecycle.RequestStop(cell, drain: false);
    }

    /// <summary>Sends this actor an <see cref="ActorStopped"/> when another stops, or at once if it has already.</summary>
    /// <param name="actor">Whom to watch; watching twice is the same as once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public void Watch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _cell.EnsureParts().EnsureDeathWatch().Watch(actor);
    }

    /// <summary>Watches no longer: no <see cref="ActorStopped"/> of that actor comes any more.</summary>
    /// <param name="actor">Who was watched.</param>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    public void Unwatch(ActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        _cell.Parts?.DeathWatch?.Unwatch(actor);
    }

    /// <summary>Lets a function handle the messages that follow, until <see cref="Unbecome"/> or a restart.</summary>
    /// <param name="receive">Handles a message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="receive"/> is null.</exception>
    public void Become(Func<object, ActorContext, ValueTask> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        _cell.EnsureParts().EnsureBehaviours().Become(receive);
    }

    /// <summary>Goes back to what handled messages before the last <see cref="Become"/>.</summary>
    /// <returns>False if there was none.</returns>
    public bool Unbecome() => _cell.Parts?.Behaviours?.Unbecome() ?? false;

    /// <summary>Puts the message at hand aside, with the way to its sender, until <see cref="UnstashAll"/>.</summary>
    /// <exception cref="InvalidOperationException">The message has been answered, forwarded, stashed or put off already.</exception>
    /// <exception cref="MailboxFullException">As many are stashed as the mailbox may hold.</exception>
    public void Stash()
    {
        Stash stash = _cell.EnsureParts().EnsureStash();
        stash.Check();
        stash.Add(TakeEnvelope());
    }

    /// <summary>
    /// Lets the actor handle what was stashed, in that order, after the current message and before those in the mailbox.
    /// </summary>
    /// <remarks>
    /// They go before what an earlier call has put back and the actor has not handled yet: they are older. A handler that stashes and
    /// unstashes the same messages again and again, without handling one, lets the mailbox have every second or third turn.
    /// </remarks>
    public void UnstashAll() => _cell.Parts?.Stash?.RequestUnstash();

    /// <summary>Sends this actor a message after a time; it goes before those in the mailbox, but alternates with them.</summary>
    /// <remarks>A timer ends with the instance that started it, also one that is started in its last hooks.</remarks>
    /// <param name="key">Tells timers apart: one with the same key is replaced, and a tick of it never comes.</param>
    /// <param name="message">What to send.</param>
    /// <param name="due">After which time, up to 24 days.</param>
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
    /// Sends this actor a message again and again, before those in the mailbox, but alternating with them. Ticks that the actor is too
    /// slow for are left out.
    /// </summary>
    /// <inheritdoc cref="StartTimer" path="/remarks"/>
    /// <param name="key">Tells timers apart: one with the same key is replaced, and a tick of it never comes.</param>
    /// <param name="message">What to send.</param>
    /// <param name="period">The time before the first and between two, up to 24 days.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive, or too long.</exception>
    /// <exception cref="ActorStoppedException">The actor has stopped.</exception>
    public void StartPeriodicTimer(object key, object message, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        OptionChecks.CheckTimeout(period, nameof(period));
        _cell.EnsureParts().EnsureTimers().Start(key, message, period, period);
    }

    /// <summary>Ends a timer: after this, no tick of it comes.</summary>
    /// <param name="key">Which.</param>
    /// <returns>False if there is none.</returns>
    public bool CancelTimer(object key) => _cell.Parts?.Timers?.Cancel(key) ?? false;
}
