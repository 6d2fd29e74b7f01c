using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The message that an actor gets when an actor that it watches has stopped.</summary>
/// <param name="Actor">The actor that has stopped: the reference that was watched.</param>
/// <param name="Cause">
/// Null if the actor has stopped; a <see cref="BrokerLostException"/> if the connection to its process was lost, so that this is not known.
/// </param>
public sealed record ActorStopped(ActorRef Actor, Exception? Cause = null);
