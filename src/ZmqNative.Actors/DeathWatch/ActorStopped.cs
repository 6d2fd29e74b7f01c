using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>The message that an actor gets when an actor that it watches has stopped.</summary>
/// <param name="Actor">The actor that has stopped: the reference that was watched.</param>
/// <param name="Cause">
/// Null if the actor has stopped. Otherwise this is not known: a <see cref="BrokerLostException"/> if the connection to its process was lost, or the reason
/// why there can be none, such as a <see cref="ZmqException"/>.
/// </param>
public sealed record ActorStopped(ActorRef Actor, Exception? Cause = null);
