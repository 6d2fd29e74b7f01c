namespace ZmqNative.Interleavings;

/// <summary>A fault to be found: a change of one place in the code under test, and a scenario in which it shows.</summary>
/// <param name="Name">The fault.</param>
/// <param name="File">The file that is changed.</param>
/// <param name="Original">The text that is replaced, which is in the file once.</param>
/// <param name="Changed">The text that replaces it.</param>
/// <param name="Scenario">The scenario.</param>
public sealed record Mutant(string Name, string File, string Original, string Changed, string Scenario)
{
    public override string ToString() => Name;
}
