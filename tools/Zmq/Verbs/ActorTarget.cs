using ZmqNative.Actors;

namespace ZmqTool.Verbs;

/// <summary>The actor of a verb.</summary>
/// <param name="Broker">The broker of this process.</param>
/// <param name="Actor">The actor.</param>
/// <param name="Timeout">The longest wait for an answer.</param>
internal sealed record ActorTarget(Broker Broker, ActorRef Actor, TimeSpan Timeout);
