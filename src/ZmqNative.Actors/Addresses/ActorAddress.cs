using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Actors;

/// <summary>The grammar of addresses within a broker: <c>name</c> or <c>name/key</c>.</summary>
/// <remarks>
/// A name is 1 to 128 characters without blanks, control characters and <c>/ { } : @ > ,</c>; a key 1 to 512 characters without
/// control characters. Neither has half of a surrogate pair. Children have their parent's address in front: <c>parent/child</c> is a key for this grammar.
/// </remarks>
internal static class ActorAddress
{
    private const int MaxNameLength = 128;
    private const int MaxKeyLength = 512;

    // The characters of nearly all names; a vectorized search checks many of them at once.
    private static readonly SearchValues<char> Usual =
        SearchValues.Create("-.0123456789_$ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxNameLength
        && (!name.ContainsAnyExcept(Usual) || (!HasForbidden(name) && StrictUtf8.IsValid(name)));

    // Printable ASCII has no control characters and no surrogates.
    public static bool IsKey(ReadOnlySpan<char> key) =>
        key.Length is > 0 and <= MaxKeyLength
        && (!key.ContainsAnyExceptInRange(' ', '~') || (!HasControl(key) && StrictUtf8.IsValid(key)));

    public static bool IsValid(ReadOnlySpan<char> address)
    {
        int slash = address.IndexOf('/');
        return slash < 0 ? IsName(address) : IsName(address[..slash]) && IsKey(address[(slash + 1)..]);
    }

    public static void Check(string address, string parameter)
    {
        ArgumentNullException.ThrowIfNull(address, parameter);
        if (!IsValid(address))
        {
            Throw(address, parameter);
        }
    }

    [DoesNotReturn]
    private static void Throw(string address, string parameter) => throw new ArgumentException(
        $"'{address}' is no address of an actor. Write name or name/key: a name of 1 to {MaxNameLength} characters without blanks and "
        + $"/ {{ }} : @ > , and a key of 1 to {MaxKeyLength} without control characters.",
        parameter);

    private static bool HasForbidden(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '{' or '}' or ':' or '@' or '>' or ',')
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasControl(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }
}
