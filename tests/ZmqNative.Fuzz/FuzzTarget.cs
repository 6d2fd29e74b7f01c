namespace ZmqNative.Fuzz;

/// <summary>One decoder, or several that read the same bytes, with the property that holds for any input.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Description">A description of the decoders.</param>
/// <param name="Seeds">Valid inputs, which are mutated.</param>
/// <param name="Tokens">Parts of valid inputs, which are inserted.</param>
/// <param name="Run">Reads an input. It throws if the property does not hold; an exception of the decoder itself is a fault, too.</param>
public sealed record FuzzTarget(
    string Name, string Description, IReadOnlyList<byte[]> Seeds, IReadOnlyList<byte[]> Tokens, Action<byte[]> Run)
{
    /// <summary>Ends what <see cref="Run"/> has begun; it begins again with the next input. Null if there is nothing to end.</summary>
    public Func<ValueTask>? EndAsync { get; init; }
}
