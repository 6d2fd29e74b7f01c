using ZmqNative.Actors;

namespace ZmqNative.Perf;

/// <summary>The calls of an <see cref="EchoActor"/> by a typed reference.</summary>
[ActorInterface]
internal interface IEcho
{
    ValueTask<int> EchoAsync(int number);
}
