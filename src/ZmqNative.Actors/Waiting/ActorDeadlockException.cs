namespace ZmqNative.Actors;

/// <summary>A wait was refused because it could never end: what it waits for waits, directly or not, for the waiting actor itself.</summary>
/// <remarks>
/// Refused at once are waits within a handling for room in a mailbox (<see cref="ActorRef.TellAsync(object, CancellationToken)"/>) and for
/// the stop of an actor (<see cref="Broker.StopAsync"/>). An ask that goes round a circle ends with its time-out instead.
/// </remarks>
public sealed class ActorDeadlockException : ZmqNativeException
{
    internal ActorDeadlockException(string address, string circle)
        : base($"Actor '{address}' would wait for ever: {circle}. "
            + "Tell instead of waiting, and handle the outcome as a message of its own; an actor stops itself with context.Stop().")
    {
        Address = address;
        Circle = circle;
    }

    /// <summary>The address of the actor whose wait was refused.</summary>
    public string Address { get; }

    /// <summary>The actors that wait for each other, as a text: "'a' waits for room in 'b', 'b' waits for the stop of 'a'".</summary>
    public string Circle { get; }
}
