namespace ZmqNative.Actors;

/// <summary>An actor would wait forever: what it waits for waits, directly or through others, for the actor itself.</summary>
/// <remarks>
/// <para>
/// Detected are waits, while an actor handles a message, for space in a mailbox (<see cref="ActorRef.TellAsync(object, CancellationToken)"/>)
/// and for the stop of an actor (<see cref="Broker.StopAsync"/>). The wait is not begun. A cycle of asks is not detected: it ends with the
/// time-out of an ask.
/// </para>
/// <para><see cref="ZmqNativeException.IsTransient"/> is false: the same actors would wait for each other again.</para>
/// </remarks>
public sealed class ActorDeadlockException : ZmqNativeException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="cycle">The actors that wait for each other, as a text.</param>
    /// <param name="address">The address of the actor whose wait was refused.</param>
    public ActorDeadlockException(string cycle, string address)
        : base($"Actor '{address}' would wait forever: {cycle}. "
            + "Tell instead of waiting, and handle the outcome as a message of its own; an actor stops itself with context.Stop().")
    {
        Address = address;
        Cycle = cycle;
    }

    /// <summary>The address of the actor whose wait was refused.</summary>
    public string Address { get; }

    /// <summary>The actors that wait for each other, as a text: "'a' waits for space in 'b', 'b' waits for the stop of 'a'".</summary>
    public string Cycle { get; }
}
