namespace ZmqNative.Interleavings;

/// <summary>A fault to be found: a change of one place in the code under test, and a scenario in which it shows.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="File">The file that is changed.</param>
/// <param name="Original">A text that is in the file once.</param>
/// <param name="Changed">What stands there instead.</param>
/// <param name="Scenario">The scenario.</param>
public sealed record Mutant(string Name, string File, string Original, string Changed, string Scenario)
{
    public override string ToString() => Name;
}
