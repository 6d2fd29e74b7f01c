using System.Diagnostics.CodeAnalysis;
using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

public sealed partial class Broker
{
    /// <summary>Makes an actor.</summary>
    /// <param name="address">Its address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="factory">Makes the instance, and each that replaces a failed one; runs on the thread pool.</param>
    /// <param name="options">Default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>The actor, which may be sent messages at once.</returns>
    /// <exception cref="ArgumentException">The address is none, or is taken.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public ActorRef Spawn(string address, Func<Actor> factory, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return SpawnCell(address, factory, options, parent: null);
    }

    /// <summary>Makes an actor of a function.</summary>
    /// <param name="address">Its address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="receive">Handles a message.</param>
    /// <param name="options">Default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>The actor, which may be sent messages at once.</returns>
    /// <exception cref="ArgumentException">The address is none, or is taken.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public ActorRef Spawn(string address, Func<object, ActorContext, ValueTask> receive, ActorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return SpawnCell(address, () => new LambdaActor(receive), options, parent: null);
    }

    /// <summary>Makes an actor of a function from messages of one type to their answers; others are unhandled.</summary>
    /// <typeparam name="TMessage">What it handles.</typeparam>
    /// <typeparam name="TReply">What it answers with.</typeparam>
    /// <param name="address">Its address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="answer">Handles a message; what it returns is the answer.</param>
    /// <param name="options">Default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>The actor, which may be sent messages at once.</returns>
    /// <exception cref="ArgumentException">The address is none, or is taken.</exception>
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

    /// <summary>Lets the first message to an address make its actor, which is stopped again when it is idle.</summary>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="factory">Makes an instance for a key, and each that replaces a failed or passivated one.</param>
    /// <param name="options">Default <see cref="KeyedOptions"/>.</param>
    /// <remarks>Keys with a slash activate nobody: those are addresses of children.</remarks>
    /// <exception cref="ArgumentException">The template is none, or its name is registered.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="KeyedOptions.PassivateAfter"/> is not positive, or too long.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public void Register(string template, Func<string, Actor> factory, KeyedOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        string name = CheckTemplate(template);
        ObjectDisposedException.ThrowIf(!MayMakeActors, this);
        options ??= KeyedOptions.Default;
        if (options.PassivateAfter is { } idle)
        {
            OptionChecks.CheckTimeout(idle, nameof(options), nameof(KeyedOptions.PassivateAfter));
        }

        KeyedRegistration registration = new(this, name, factory, options);
        if (!_registrations.TryAdd(name, registration))
        {
            registration.Dispose();
            throw new ArgumentException($"Keyed actors named '{name}' are registered already.", nameof(template));
        }
    }

    /// <summary>The name in a template for keyed actors.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
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

    /// <summary>The way to whoever is at an address when a message is sent.</summary>
    /// <param name="address">
    /// <c>name</c> or <c>name/key</c>; for a broker elsewhere with its endpoint in front, as in <c>tcp://host:5570/order/42</c> or,
    /// where the endpoint has slashes of its own, <c>ipc:///run/shop.sock//order/42</c>.
    /// </param>
    /// <returns>A reference, whether or not an actor is there now.</returns>
    /// <remarks>
    /// The first reference to an endpoint connects to it, for all that follow, until this broker ends: do not let strangers choose
    /// endpoints.
    /// </remarks>
    /// <exception cref="ArgumentException">The address is none.</exception>
    /// <exception cref="ZmqException">libzmq refused the endpoint; the message says why.</exception>
    /// <exception cref="ObjectDisposedException">The address is one elsewhere, and the broker is disposed.</exception>
    public ActorRef Actor(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (RemoteAddress.HasEndpoint(address))
        {
            return RemoteActor(address);
        }

        ActorAddress.Check(address, nameof(address));
        return new AddressRef(this, address);
    }

    /// <summary>Finds a living actor.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="actor">The actor.</param>
    /// <returns>False if none lives there now; keyed actors are not activated by this.</returns>
    public bool TryGetActor(string address, [NotNullWhen(true)] out ActorRef? actor)
    {
        ArgumentNullException.ThrowIfNull(address);
        actor = Find(address);
        return actor is not null;
    }

    /// <summary>Stops an actor of this broker, after its children.</summary>
    /// <remarks>
    /// The wait has an end, the stop may come later: an actor that is asked to stop does so when its handling, its children and its
    /// <see cref="Actor.OnStoppingAsync"/> are done. Within a handling the call counts as waiting, whether or not it is awaited; to stop without
    /// waiting an actor calls <see cref="ActorContext.Stop()"/> for itself and <see cref="ActorContext.Stop(ActorRef)"/> for a child.
    /// </remarks>
    /// <param name="actor">The actor; a keyed one comes back with its next message.</param>
    /// <param name="drain">
    /// Whether it handles what is in its mailbox first; otherwise that becomes dead letters. The mailbox closes at once then. What waits for
    /// room at that moment is handled, too; answers to its own asks still come, ticks of its timers do not.
    /// </param>
    /// <param name="timeout">
    /// The longest wait, more than 0 and at most 24 days. Default <see cref="BrokerOptions.StopTimeout"/>, with <paramref name="drain"/> and
    /// <see cref="BrokerOptions.DrainTimeout"/> in addition. By the system's clock, whatever <see cref="BrokerOptions.Time"/> is.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; the actor stops all the same.</param>
    /// <returns>Completes when it has stopped.</returns>
    /// <exception cref="ArgumentException">The actor is not one of this broker.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="ActorDeadlockException">
    /// An actor would wait for its own stop, that of a parent, or that of an actor that waits for it: nothing was done.
    /// </exception>
    /// <exception cref="TimeoutException">It has not stopped in time; it is still asked to.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Task StopAsync(ActorRef actor, bool drain = false, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Owner != this)
        {
            throw new ArgumentException($"'{actor}' is not an actor of this broker.", nameof(actor));
        }

        if (timeout is { } given)
        {
            OptionChecks.CheckTimeout(given, nameof(timeout));
        }

        if ((actor as ActorCell ?? Find(actor.Address)) is not { Status: not ActorStatus.Stopped } cell)
        {
            return Task.CompletedTask;
        }

        ActorWait? wait = null;
        if (CallerContext.Find(out int handling) is { } caller && caller.IsAt(handling))
        {
            wait = new ActorWait(caller, handling, cell, forStop: true);
            if (wait.Begin() is { } circle)
            {
                return Task.FromException(new ActorDeadlockException(caller.Address, circle));
            }
        }

        ActorLifecycle.RequestStop(cell, drain);
        return cell.WaitForStopAsync(
            timeout ?? (drain ? Options.DrainTimeout + Options.StopTimeout : Options.StopTimeout), wait, cancellationToken);
    }

    internal ActorCell SpawnCell(string address, Func<Actor> factory, ActorOptions? options, ActorCell? parent)
    {
        ActorAddress.Check(address, nameof(address));
        ObjectDisposedException.ThrowIf(!MayMakeActors, this);
        ActorCell cell = new(this, address, factory, options ?? Options.Actors, parent);
        CountStarted();
        if (!_cells.TryAdd(cell))
        {
            CountStopped();
            throw new ArgumentException($"An actor '{address}' lives already.", nameof(address));
        }

        cell.Begin();
        ObserveEnd(cell);
        return cell;
    }
}
