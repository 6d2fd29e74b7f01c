using NUnit.Framework.Interfaces;

namespace ZmqNative.Tests.Runner;

/// <summary>The tests of one assembly that are run.</summary>
/// <param name="notRun">The tests that cannot be run on this platform.</param>
/// <param name="filter">A part of the full name, or null for all.</param>
/// <param name="list">The beginnings of full names, or none for all.</param>
/// <param name="results">The counter of what is left out.</param>
internal sealed class Selection(NotRun notRun, string? filter, string[] list, Results results) : ITestFilter
{
    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool Pass(ITest test) => IsExplicitMatch(test);

    /// <inheritdoc/>
    public bool IsExplicitMatch(ITest test)
    {
        if (test.IsSuite)
        {
            return test.Tests.Any(IsExplicitMatch);
        }

        if ((filter != null && !test.FullName.Contains(filter, StringComparison.OrdinalIgnoreCase))
            || (list.Length > 0 && !Array.Exists(list, name => test.FullName.StartsWith(name, StringComparison.Ordinal)))
            || IsExplicit(test))
        {
            return false;
        }

        if (notRun.ReasonFor(test.FullName) is not { } reason)
        {
            return true;
        }

        if (_leftOut.Add(test.Id))
        {
            results.Skips.Add(reason);
        }

        return false;
    }

    /// <inheritdoc/>
    public TNode ToXml(bool recursive) => new("filter");

    /// <inheritdoc/>
    public TNode AddToXml(TNode parentNode, bool recursive) => parentNode.AddElement("filter");

    private static bool IsExplicit(ITest test)
    {
        for (ITest? t = test; t != null; t = t.Parent)
        {
            if (t.RunState == RunState.Explicit)
            {
                return true;
            }
        }

        return false;
    }
}
