using ZmqNative.Actors;

namespace ZmqNative.Benchmarks;

/// <summary>The calls of an actor by a typed reference.</summary>
[ActorInterface]
internal interface ISum
{
    ValueTask<int> AddAsync(int number);
}
