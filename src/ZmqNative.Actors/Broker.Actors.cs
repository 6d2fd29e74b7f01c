using System.Diagnostics.CodeAnalysis;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>Spawns an actor.</summary>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="factory">The function that makes the instance, and each instance that replaces a failed one; called on the thread pool.</param>
    /// <param name="options">The options of the actor; default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>A reference to the actor, which may be sent messages at once.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public ActorRef Spawn(string address, Func<Actor> factory, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return SpawnCell(address, factory, options, parent: null);
    }

    /// <summary>Spawns an actor that is a function.</summary>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="receive">The function that handles a message.</param>
    /// <param name="options">The options of the actor; default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>A reference to the actor, which may be sent messages at once.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public ActorRef Spawn(string address, Func<object, ActorContext, ValueTask> receive, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return SpawnCell(address, () => new LambdaActor(receive), options, parent: null);
    }

    /// <summary>Spawns an actor that is a function from messages of one type to their answers. Messages of other types become dead letters.</summary>
    /// <typeparam name="TMessage">The type of the messages.</typeparam>
    /// <typeparam name="TReply">The type of the answers.</typeparam>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="answer">The function that handles a message and returns its answer.</param>
    /// <param name="options">The options of the actor; default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>A reference to the actor, which may be sent messages at once.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public ActorRef Spawn<TMessage, TReply>(
        string address, Func<TMessage, ActorContext, ValueTask<TReply>> answer, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return SpawnCell(address, () => new AnsweringActor<TMessage, TReply>(answer), options, parent: null);
    }

    /// <inheritdoc cref="Spawn{TMessage, TReply}(string, Func{TMessage, ActorContext, ValueTask{TReply}}, ActorOptions?)"/>
    public ActorRef Spawn<TMessage, TReply>(string address, Func<TMessage, TReply> answer, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return Spawn<TMessage, TReply>(address, (message, _) => new ValueTask<TReply>(answer(message)), options);
    }

    /// <summary>Registers keyed actors: the first message to an address makes its actor, which is stopped again when it is idle.</summary>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="factory">The function that makes an instance for a key, and each instance that replaces a failed or passivated one.</param>
    /// <param name="options">The options; default <see cref="KeyedOptions"/>.</param>
    /// <remarks>A key with a slash makes no actor: it is the address of a child.</remarks>
    /// <exception cref="ArgumentException">The template is not valid, or its name is registered.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public void Register(string template, Func<string, Actor> factory, KeyedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        string name = CheckTemplate(template);
        ObjectDisposedException.ThrowIf(!MayMakeActors, this);
        options ??= KeyedOptions.Default;
        KeyedRegistration registration = new(this, name, template, factory, options);
        if (!_registrations.TryAdd(name, registration))
        {
            registration.Dispose();
            throw new ArgumentException($"Keyed actors named '{name}' are registered already.", nameof(template));
        }

        // Either this thread sees that the end of the broker has begun, or the end of the broker sees this registration, and disposes it.
        Interlocked.MemoryBarrier();
        if (_end is not null)
        {
            registration.Dispose();
        }
    }

    /// <summary>Returns the name in a template for keyed actors.</summary>
    /// <exception cref="ArgumentException">The template is not valid.</exception>
    internal static string CheckTemplate(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        int slash = template.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !ActorAddress.IsName(template.AsSpan(0, slash)) || template.Length < slash + 4
            || template[slash + 1] != '{' || template[^1] != '}')
        {
            throw new ArgumentException($"'{template}' is no template for keyed actors; write it as order/{{id}}.", nameof(template));
        }

        return template[..slash];
    }

    /// <summary>Returns a reference to an address. A message goes to the actor that has the address when it is sent.</summary>
    /// <param name="address">
    /// <c>name</c> or <c>name/key</c>; for an actor of another process with an endpoint of its broker in front, as in <c>tcp://host:5570/order/42</c> or,
    /// where the endpoint has slashes of its own, <c>ipc:///run/shop.sock//order/42</c>.
    /// </param>
    /// <returns>A reference, whether or not the address has an actor now.</returns>
    /// <remarks>
    /// The first reference to an endpoint makes a connection, which all later references use, and which is kept until this broker ends. Do not
    /// let untrusted input choose endpoints.
    /// </remarks>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message has the reason.</exception>
    /// <exception cref="ObjectDisposedException">The address is in another process, and this broker is disposed.</exception>
    public ActorRef Actor(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (RemoteAddress.HasEndpoint(address))
        {
            return RemoteActor(address);
        }

        ActorAddress.Check(address, nameof(address));
        return _placement is { } placement && IsShared(address) ? placement.Find(address) : new AddressRef(this, address);
    }

    /// <summary>Finds an actor that has not stopped.</summary>
    /// <param name="address">The address.</param>
    /// <param name="actor">The actor; null if there is none.</param>
    /// <returns>False if the address has no actor now. A keyed actor is not made by this.</returns>
    public bool TryGetActor(string address, [NotNullWhen(true)] out ActorRef? actor)
    {
        ArgumentNullException.ThrowIfNull(address);
        actor = Find(address);
        return actor is not null;
    }

    /// <summary>Stops an actor of this broker, after its children.</summary>
    /// <remarks>
    /// The wait is limited, and the stop may come later: the actor stops when its handling, its children and its
    /// <see cref="Actor.OnStoppingAsync"/> are done. If an actor calls this while it handles a message, the call counts as waiting even if the task is not
    /// awaited, and may throw <see cref="ActorDeadlockException"/>; to stop without waiting an actor calls <see cref="ActorContext.Stop()"/> for itself and <see cref="ActorContext.Stop(ActorRef)"/> for a child.
    /// </remarks>
    /// <param name="actor">The actor. A keyed one is made again by its next message.</param>
    /// <param name="drain">
    /// Whether the actor first handles the messages that are in its mailbox, or wait for space in it; otherwise they become dead letters. With
    /// a drain the mailbox stops accepting messages immediately; answers to the actor's own asks still arrive, ticks of its timers do not.
    /// </param>
    /// <param name="timeout">
    /// The longest wait, more than 0 and at most 24 days 20 hours. Default <see cref="BrokerOptions.StopTimeout"/>, with <paramref name="drain"/> and
    /// <see cref="BrokerOptions.DrainTimeout"/> in addition. Measured by <see cref="BrokerOptions.TimeProvider"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the actor still stops.</param>
    /// <returns>A task that completes when the actor has stopped.</returns>
    /// <exception cref="ArgumentException">The actor is not an actor of this broker.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="ActorDeadlockException">
    /// An actor would wait for its own stop, for that of a parent, or for that of an actor that waits for it. The stop was not requested.
    /// </exception>
    /// <exception cref="StopTimeoutException">The actor has not stopped in time; it stops when it can.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask StopAsync(ActorRef actor, bool drain = false, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Owner != this || actor is Remote.RemoteRef)
        {
            throw new ArgumentException($"'{actor}' is not an actor of this broker.", nameof(actor));
        }

        if (timeout is { } given)
        {
            OptionChecks.CheckTimeout(given, nameof(timeout));
        }

        if ((actor as ActorCell ?? Find(actor.Address)) is not { Status: not ActorStatus.Stopped } cell)
        {
            return default;
        }

        ActorWait? wait = null;
        if (CallerContext.Find(out int handling) is { } caller && caller.IsStillHandling(handling))
        {
            wait = new ActorWait(caller, handling, cell, forStop: true);
            if (wait.Begin() is { } cycle)
            {
                return ValueTask.FromException(new ActorDeadlockException(cycle, caller.Address));
            }
        }

        // Before it may stop: parts that are made after its last turn are not released.
        Task stopped = cell.EnsureParts().EnsureStopping().WhenStopped;
        ActorLifecycle.RequestStop(cell, drain);
        return cell.WaitForStopAsync(
            stopped, timeout ?? (drain ? Options.DrainTimeout + Options.StopTimeout : Options.StopTimeout), wait, cancellationToken);
    }

    /// <summary>Makes an actor.</summary>
    /// <param name="address">The address, which is checked.</param>
    /// <param name="factory">The function that makes instances.</param>
    /// <param name="options">The options; null for those of the broker.</param>
    /// <param name="parent">The parent; null if it has none.</param>
    /// <param name="prepare">Called before the first turn, on this thread, as if within a turn; if it throws, the actor is stopped. Null if there is nothing to do.</param>
    internal ActorCell SpawnCell(
        string address, Func<Actor> factory, ActorOptions? options, ActorCell? parent, Action<ActorCell>? prepare = null)
    {
        ActorAddress.Check(address, nameof(address));
        ObjectDisposedException.ThrowIf(!MayMakeActors, this);
        ActorCell cell = new(this, address, factory, options ?? Options.Actors, parent);
        if (prepare is not null)
        {
            cell.Hold();
        }

        CountStarted();
        if (!_cells.TryAdd(cell))
        {
            CountStopped();
            throw new ArgumentException($"An actor '{address}' exists already.", nameof(address));
        }

        if (prepare is not null)
        {
            cell.BeginAfter(prepare);
        }

        cell.Begin();
        ObserveEnd(cell);
        return cell;
    }
}
