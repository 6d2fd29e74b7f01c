namespace ZmqNative.Actors.Tests.Typed.Old;

/// <summary>The first version of an interface.</summary>
[ActorInterface]
internal interface IOrder
{
    ValueTask AddAsync(string item);

    ValueTask<int> GetTotalAsync();

    ValueTask<int> GetSameAsync();
}
