namespace ZmqNative.Patterns;

/// <summary>The names of types on the wire that no serializer may give to its own types (docs/wire-actors.md).</summary>
internal static class WireTypeNames
{
    /// <summary>The name of a <see cref="string"/>.</summary>
    public const string Text = "text";

    /// <summary>The name of a <c>byte[]</c>.</summary>
    public const string Bytes = "bytes";

    /// <summary>The beginning of the name of a call of a method, in front of its signature.</summary>
    public const string Call = "call ";

    /// <summary>The largest number of characters of a name.</summary>
    public const int MaxLength = 128;
}
