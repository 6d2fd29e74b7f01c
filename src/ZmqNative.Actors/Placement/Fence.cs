using System.Globalization;

namespace ZmqNative.Actors;

/// <summary>
/// The number of the ownership under which a keyed actor of a cluster runs: see <see cref="ActorContext.Fence"/>. Of two instances of one key the later one has the greater fence.
/// </summary>
/// <remarks>
/// A store that keeps, for each key, the greatest fence that it has seen, and refuses a write with a smaller one, takes no write of an instance whose
/// broker was suspended and has lost the key meanwhile.
/// </remarks>
/// <param name="Incarnation">The number of the directory: greater in one that was lost and made anew.</param>
/// <param name="Epoch">The number of the ownership within the directory.</param>
public readonly record struct Fence(ulong Incarnation, ulong Epoch) : IComparable<Fence>
{
    /// <summary>Whether this is the fence of no ownership: the actor is none of a cluster.</summary>
    public bool IsNone => this == default;

    /// <summary>Compares two fences.</summary>
    /// <param name="left">A fence.</param>
    /// <param name="right">Another fence.</param>
    /// <returns>Whether the first one is smaller.</returns>
    public static bool operator <(Fence left, Fence right) => left.CompareTo(right) < 0;

    /// <summary>Compares two fences.</summary>
    /// <param name="left">A fence.</param>
    /// <param name="right">Another fence.</param>
    /// <returns>Whether the first one is greater.</returns>
    public static bool operator >(Fence left, Fence right) => left.CompareTo(right) > 0;

    /// <summary>Compares two fences.</summary>
    /// <param name="left">A fence.</param>
    /// <param name="right">Another fence.</param>
    /// <returns>Whether the first one is smaller or the same.</returns>
    public static bool operator <=(Fence left, Fence right) => left.CompareTo(right) <= 0;

    /// <summary>Compares two fences.</summary>
    /// <param name="left">A fence.</param>
    /// <param name="right">Another fence.</param>
    /// <returns>Whether the first one is greater or the same.</returns>
    public static bool operator >=(Fence left, Fence right) => left.CompareTo(right) >= 0;

    /// <summary>Reads a fence from its text.</summary>
    /// <param name="text">The text, as <see cref="ToString"/> writes it.</param>
    /// <param name="fence">The fence.</param>
    /// <returns>False if the text is no fence.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Fence fence) => TryParse(text, TryParseNumber, out fence);

    /// <summary>Reads a fence from the text of two numbers with a point between them.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, NumberParser tryParse, out Fence fence)
    {
        int point = text.IndexOf('.');
        if (point > 0 && tryParse(text[..point], out ulong incarnation) && tryParse(text[(point + 1)..], out ulong epoch))
        {
            fence = new Fence(incarnation, epoch);
            return true;
        }

        fence = default;
        return false;
    }

    /// <summary>Compares this fence with another one: by the incarnation, then by the epoch.</summary>
    /// <param name="other">The other fence.</param>
    /// <returns>Less than 0 if this one is smaller, more than 0 if it is greater, 0 if they are the same.</returns>
    public int CompareTo(Fence other) =>
        Incarnation != other.Incarnation ? Incarnation.CompareTo(other.Incarnation) : Epoch.CompareTo(other.Epoch);

    /// <summary>Returns the two numbers with a point between them, such as <c>1795629600123.42</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Incarnation}.{Epoch}");

    // One text for each number: .NET alone also takes zeros in front and NULs behind.
    private static bool TryParseNumber(ReadOnlySpan<char> text, out ulong number)
    {
        number = 0;
        return !text.ContainsAnyExceptInRange('0', '9') && text is ['0'] or [>= '1' and <= '9', ..]
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Reads a number; false if the text is none.</summary>
    internal delegate bool NumberParser(ReadOnlySpan<char> text, out ulong number);
}
