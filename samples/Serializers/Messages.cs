using MemoryPack;

namespace ZmqNative.Samples;

/// <summary>An order.</summary>
[MemoryPackable]
internal sealed partial record Order(string Symbol, decimal Price, int Quantity) : IAsk<Receipt>;

/// <summary>The answer to an <see cref="Order"/>.</summary>
[MemoryPackable]
internal sealed partial record Receipt(string Symbol, decimal Total);
