using ZmqNative.Actors.Remote;

namespace ZmqNative.Actors;

/// <summary>What a watching actor receives when the watched one has stopped.</summary>
/// <param name="Actor">Who has stopped: the reference that was watched.</param>
/// <param name="Cause">
/// Null if it stopped; a <see cref="BrokerLostException"/> if the connection to its process broke, so that nobody can say.
/// </param>
public sealed record ActorStopped(ActorRef Actor, Exception? Cause = null);
