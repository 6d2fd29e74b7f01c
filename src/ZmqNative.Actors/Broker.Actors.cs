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
        ObjectDisposedException.ThrowIf(_ended, this);
        options ??= KeyedOptions.Default;
        if (options.PassivateAfter is { } idle)
        {
            TimeLimits.CheckTimeout(idle, nameof(options), nameof(KeyedOptions.PassivateAfter));
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
    /// <param name="actor">Which; a keyed one comes back with its next message.</param>
    /// <param name="drain">Whether it handles what is in its mailbox first; otherwise that becomes dead letters.</param>
    /// <returns>Completes when it has stopped.</returns>
    /// <exception cref="ArgumentException">The actor is not one of this broker.</exception>
    public Task StopAsync(ActorRef actor, bool drain = false)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (actor.Owner != this)
        {
            throw new ArgumentException($"'{actor}' is not an actor of this broker.", nameof(actor));
        }

        if ((actor as ActorCell ?? Find(actor.Address)) is not { } cell)
        {
            return Task.CompletedTask;
        }

        ActorLifecycle.RequestStop(cell, drain);
        return cell.Status == ActorStatus.Stopped ? Task.CompletedTask : cell.EnsureParts().EnsureStopping().WhenStopped;
    }

    internal ActorCell SpawnCell(string address, Func<Actor> factory, ActorOptions? options, ActorCell? parent)
    {
        ActorAddress.Check(address, nameof(address));
        ObjectDisposedException.ThrowIf(_ended, this);
        ActorCell cell = new(this, address, factory, options ?? Options.Actors, parent);
        CountStarted();
        if (!_cells.TryAdd(cell))
        {
            CountStopped();
            throw new ArgumentException($"An actor '{address}' lives already.", nameof(address));
        }

        cell.Begin();
        StopIfEnded(cell);
        return cell;
    }

    // A spawn that met the dispose half-way: dispose may have looked for actors before this one was there.
    private void StopIfEnded(ActorCell cell)
    {
        Interlocked.MemoryBarrier();
        if (_ended)
        {
            ActorLifecycle.RequestStop(cell, drain: false);
        }
    }
}
