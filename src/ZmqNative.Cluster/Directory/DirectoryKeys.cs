using System.Buffers;

namespace ZmqNative.Cluster;

/// <summary>The grammar of the keys of an <see cref="IActorDirectory"/>.</summary>
public static class DirectoryKeys
{
    private const int MaxLength = 256;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("-.0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Checks a key.</summary>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">The key is not valid.</exception>
    public static void Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length is 0 or > MaxLength || key.AsSpan().ContainsAnyExcept(Allowed) || key[0] == '.' || key[^1] == '.')
        {
            throw new ArgumentException(
                $"'{key}' is no key: 1 to {MaxLength} characters of A-Z a-z 0-9 - _ and points, which do not begin or end it.", nameof(key));
        }
    }
}
