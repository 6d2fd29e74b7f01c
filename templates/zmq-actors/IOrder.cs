using ZmqNative.Actors;

namespace ZmqActors;

/// <summary>The calls of <c>order/{id}</c>. Clients use the same interface, in this process and in others.</summary>
[ActorInterface]
public interface IOrder
{
    /// <summary>Adds an item, and returns the total.</summary>
    ValueTask<decimal> AddAsync(Item item, int count);

    /// <summary>Returns the total.</summary>
    ValueTask<decimal> GetTotalAsync();

    /// <summary>Writes a note to the log. The caller does not wait for it.</summary>
    [Tell]
    ValueTask NoteAsync(string text);
}
