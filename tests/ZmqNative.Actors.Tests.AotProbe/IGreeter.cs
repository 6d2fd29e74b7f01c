namespace ZmqNative.Actors.Tests.AotProbe;

/// <summary>An interface whose typed reference is used in the process and from another one.</summary>
[ActorInterface]
internal interface IGreeter
{
    [Tell]
    ValueTask RenameAsync(string name, int number);

    ValueTask<Sum> GreetAsync(Add add, CancellationToken cancellationToken = default);

    ValueTask ResetAsync();

    IAsyncEnumerable<int> CountAsync(int limit, CancellationToken cancellationToken = default);
}
