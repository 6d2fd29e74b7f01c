using System.Collections.Frozen;

namespace ZmqNative.Actors.Remote;

/// <summary>The addresses that peers of a broker may reach.</summary>
internal sealed class ReachableSet
{
    private const string AllKeys = "/*";

    private readonly FrozenSet<string> _addresses;
    private readonly FrozenSet<string> _names;

    public ReachableSet(IReadOnlyList<string> entries)
    {
        _addresses = entries.Where(static entry => !entry.EndsWith(AllKeys, StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
        _names = entries.Where(static entry => entry.EndsWith(AllKeys, StringComparison.Ordinal))
            .Select(static entry => entry[..^AllKeys.Length])
            .ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Returns a copy of a list of which each entry is valid.</summary>
    /// <exception cref="ArgumentException">An entry is not.</exception>
    public static IReadOnlyList<string>? Check(IReadOnlyList<string>? entries)
    {
        if (entries is null)
        {
            return null;
        }

        string[] copy = [.. entries];
        foreach (string entry in copy)
        {
            ArgumentNullException.ThrowIfNull(entry, nameof(entries));
            ActorAddress.Check(entry.EndsWith(AllKeys, StringComparison.Ordinal) ? entry[..^AllKeys.Length] : entry, nameof(entries));
        }

        return copy;
    }

    /// <summary>Returns whether an address is one of them.</summary>
    public bool Has(string address) =>
        _addresses.Contains(address)
        || (_names.Count > 0 && address.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && _names.Contains(address[..slash]));
}
