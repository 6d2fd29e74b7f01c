using ZmqNative.Actors;

namespace ZmqActors;

/// <summary>One order. It handles one call at a time, so its fields need no locks.</summary>
/// <param name="id">The key in its address.</param>
/// <param name="logger">A service, as all further parameters.</param>
public sealed partial class OrderActor(string id, ILogger<OrderActor> logger) : TypedActor, IOrder
{
    private decimal _total;

    public ValueTask<decimal> AddAsync(Item item, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _total += item.Price * count;
        return new(_total);
    }

    public ValueTask<decimal> GetTotalAsync() => new(_total);

    public ValueTask NoteAsync(string text)
    {
        LogNote(id, text);
        return default;
    }

    [LoggerMessage(LogLevel.Information, "Order {Id}: {Note}")]
    private partial void LogNote(string id, string note);
}
