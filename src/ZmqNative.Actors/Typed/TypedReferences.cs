using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>Typed references to actors, and actors that implement an <see cref="ActorInterfaceAttribute">actor interface</see>.</summary>
/// <remarks>
/// <para>
/// A typed reference is an object that implements the interface and sends each call to the actor as a message. It has the exceptions of
/// <see cref="ActorRef"/>, and <see cref="ActorInterfaceException"/> if the actor does not have the method. Two are equal if they have the same
/// interface and equal references; <see cref="ActorRef.Of"/> returns the reference.
/// </para>
/// <para>
/// The actor handles calls as other messages: one at a time, in their order, with its supervision. In an ask a method gets the token of its caller, if the
/// caller is in the same process; an <see cref="OperationCanceledException"/> after that was cancelled is no failure of the actor. A stream is one
/// handling, which lasts until it has ended or its reader has left; its method gets a token that is cancelled then.
/// </para>
/// </remarks>
public static class TypedReferences
{
    /// <summary>Returns a typed reference to the actor of a reference, of this process or of another one, or to a router.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="actor">The reference.</param>
    /// <param name="timeout">
    /// The longest wait for each answer, more than 0 and at most 24 days 20 hours. Default: that of <see cref="AskTimeoutAttribute"/>, and without one
    /// <see cref="BrokerOptions.AskTimeout"/>.
    /// </param>
    /// <returns>The typed reference.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The type is no actor interface, or the source generator did not run for its project.</exception>
    public static T As<T>(this ActorRef actor, TimeSpan? timeout = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (timeout is { } given)
        {
            OptionChecks.CheckTimeout(given, nameof(timeout));
        }

        return ActorInterface<T>.CreateProxy(actor, timeout);
    }

    /// <summary>Returns a typed reference to an address. A call goes to the actor that has the address when it is sent.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="broker">The broker.</param>
    /// <param name="address">The address, as for <see cref="Broker.Actor(string)"/>.</param>
    /// <param name="timeout">The longest wait for each answer, as for <see cref="As{T}"/>.</param>
    /// <returns>The typed reference.</returns>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The type is no actor interface, or the source generator did not run for its project.</exception>
    public static T Actor<T>(this Broker broker, string address, TimeSpan? timeout = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(broker);
        return broker.Actor(address).As<T>(timeout);
    }

    /// <summary>Returns a typed reference to an address of the client's broker. A call goes to the actor that has the address when it arrives.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="address"><c>name</c> or <c>name/key</c>.</param>
    /// <param name="timeout">The longest wait for each answer, as for <see cref="As{T}"/>.</param>
    /// <returns>The typed reference.</returns>
    /// <exception cref="ArgumentException">The address is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">The type is no actor interface, or the source generator did not run for its project.</exception>
    public static T Actor<T>(this BrokerClient client, string address, TimeSpan? timeout = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.Actor(address).As<T>(timeout);
    }

    /// <summary>Spawns an actor that is an object with an actor interface.</summary>
    /// <remarks>
    /// If the object is an <see cref="ZmqNative.Actors.Actor"/>, too, its other methods are called as of any actor: messages that are no calls go to
    /// <see cref="ZmqNative.Actors.Actor.ReceiveAsync"/>. Otherwise they become dead letters. Calls of other actor interfaces that the object implements are handled, too.
    /// </remarks>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="broker">The broker.</param>
    /// <param name="address">The address: <c>name</c> or <c>name/key</c>.</param>
    /// <param name="factory">The function that makes the instance, and each instance that replaces a failed one; called on the thread pool.</param>
    /// <param name="options">The options of the actor; default <see cref="BrokerOptions.Actors"/>.</param>
    /// <returns>A reference to the actor, which may be called at once.</returns>
    /// <exception cref="ArgumentException">The address is not valid, or an actor has it.</exception>
    /// <exception cref="InvalidOperationException">The type is no actor interface, or the source generator did not run for its project.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public static ActorRef Spawn<T>(this Broker broker, string address, Func<T> factory, ActorOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(factory);
        ActorInterfaceDescription description = ActorInterface<T>.Description;
        return broker.Spawn(address, () => new InterfaceActor(factory(), description), options);
    }

    /// <summary>Spawns a child that is an object with an actor interface.</summary>
    /// <param name="context">The context of the parent.</param>
    /// <param name="name">The name; the child's address is the address of the parent, a slash and the name.</param>
    /// <param name="factory">The function that makes the instance, and each instance that replaces a failed one.</param>
    /// <param name="options">The options of the actor; default <see cref="BrokerOptions.Actors"/>.</param>
    /// <exception cref="ArgumentException">The name is not valid, or is taken.</exception>
    /// <exception cref="ActorStoppedException">The parent is stopping.</exception>
    /// <exception cref="InvalidOperationException">
    /// The parent is being restarted; or the type is no actor interface, or the source generator did not run for its project.
    /// </exception>
    /// <returns>A reference to the child, which may be called at once.</returns>
    /// <inheritdoc cref="Spawn{T}(Broker, string, Func{T}, ActorOptions?)" path="/*[self::remarks or self::typeparam]"/>
    public static ActorRef Spawn<T>(this ActorContext context, string name, Func<T> factory, ActorOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(factory);
        ActorInterfaceDescription description = ActorInterface<T>.Description;
        return context.Spawn(name, () => new InterfaceActor(factory(), description), options);
    }

    /// <summary>Registers keyed actors that are objects with an actor interface: the first message to an address makes its actor.</summary>
    /// <typeparam name="T">The interface.</typeparam>
    /// <param name="broker">The broker.</param>
    /// <param name="template">A name, a slash and a name in braces, such as <c>order/{id}</c>.</param>
    /// <param name="factory">The function that makes an instance for a key, and each instance that replaces a failed or passivated one.</param>
    /// <param name="options">The options; default <see cref="KeyedOptions"/>.</param>
    /// <remarks><see cref="Spawn{T}(Broker, string, Func{T}, ActorOptions?)"/> tells which messages the actors handle.</remarks>
    /// <exception cref="ArgumentException">The template is not valid, or its name is registered.</exception>
    /// <exception cref="InvalidOperationException">The type is no actor interface, or the source generator did not run for its project.</exception>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public static void Register<T>(this Broker broker, string template, Func<string, T> factory, KeyedOptions? options = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(factory);
        ActorInterfaceDescription description = ActorInterface<T>.Description;
        broker.Register(template, key => new InterfaceActor(factory(key), description), options);
    }
}
