namespace ZmqNative.Actors;

/// <summary>Marks an interface whose methods are calls of an actor. A source generator of this package makes its typed reference.</summary>
/// <remarks>
/// <para>
/// Each method returns <see cref="ValueTask"/>, an ask without a result; <see cref="ValueTask{T}"/>, an ask for a result; or
/// <see cref="IAsyncEnumerable{T}"/>, a stream of answers. A <see cref="ValueTask"/> with <see cref="TellAttribute"/> is a tell. The last parameter may be
/// a <see cref="CancellationToken"/>. Names are unique; there are no generic methods, properties, events, or parameters by reference. An interface may
/// inherit other actor interfaces.
/// </para>
/// <para>
/// <see cref="TypedReferences"/> has the methods that make typed references and actors. Within a process the arguments are passed as they are, by
/// reference; to an actor of another process each is written as a message of its type would be.
/// </para>
/// </remarks>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class ActorInterfaceAttribute : Attribute;
