namespace ZmqNative.Interleavings;

/// <summary>Assertions of scenarios, without a test framework, so that mutants can be compiled without one.</summary>
internal static class Check
{
    public static void That(bool holds, string what)
    {
        if (!holds)
        {
            throw new InterleavingException(what);
        }
    }

    public static void Same(IEnumerable<int> expected, IEnumerable<int> actual, string what) =>
        That(expected.SequenceEqual(actual), $"{what}: {string.Join(", ", actual)} instead of {string.Join(", ", expected)}");
}
