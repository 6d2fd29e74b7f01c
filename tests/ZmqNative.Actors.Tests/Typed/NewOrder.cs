namespace ZmqNative.Actors.Tests.Typed.New;

/// <summary>The second version, whose methods are others, but one.</summary>
[ActorInterface]
internal interface IOrder
{
    ValueTask AddAsync(string item, int count);

    ValueTask<long> GetTotalAsync();

    ValueTask<int> GetSameAsync();

    ValueTask<int> GetMoreAsync();

    [Tell]
    ValueTask NoteAsync(string text);

    IAsyncEnumerable<int> ListAsync();
}
