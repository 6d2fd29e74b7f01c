namespace ZmqNative.Actors;

/// <summary>Sends messages to an actor: the interface of <see cref="ActorRef"/>, for code that is tested with a mock.</summary>
/// <remarks>
/// The members of <see cref="ActorRef"/> document the exceptions. Watching, topics and routers take an <see cref="ActorRef"/>.
/// A call through the interface costs one interface dispatch more.
/// </remarks>
public interface IActorRef
{
    /// <summary>The address of the actor: <c>name</c> or <c>name/key</c>, with an endpoint in front for another process.</summary>
    string Address { get; }

    /// <inheritdoc cref="ActorRef.TellAsync(object, CancellationToken)"/>
    ValueTask TellAsync(object message, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ActorRef.TryTell(object)"/>
    bool TryTell(object message);

    /// <inheritdoc cref="ActorRef.AskAsync{T}(object, TimeSpan?, CancellationToken)"/>
    ValueTask<T> AskAsync<T>(object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="ActorRef.AskAsync{T}(IAsk{T}, TimeSpan?, CancellationToken)"/>
    ValueTask<T> AskAsync<T>(IAsk<T> message, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        AskAsync<T>((object)message, timeout, cancellationToken);

    /// <inheritdoc cref="ActorRef.AskStreamAsync{T}(object, TimeSpan?, CancellationToken)"/>
    IAsyncEnumerable<T> AskStreamAsync<T>(object message, TimeSpan? timeout = null, CancellationToken cancellationToken = default);
}
