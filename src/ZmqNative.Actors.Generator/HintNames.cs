using System.Globalization;
using Microsoft.CodeAnalysis;

namespace ZmqNative.Actors.Generator;

/// <summary>The names of generated files, which the compiler compares without case.</summary>
internal static class HintNames
{
    private static readonly SymbolDisplayFormat Format = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    /// <summary>Returns the name of the file for an interface: its own, and a hash that differs for names which differ by case alone.</summary>
    public static string Of(INamedTypeSymbol type)
    {
        string name = type.ToDisplayString(Format);
        return $"{name}.{Hash(name).ToString("x8", CultureInfo.InvariantCulture)}.g.cs";
    }

    // FNV-1a: the hash of a string differs from one process to the next.
    private static uint Hash(string text)
    {
        uint hash = 2_166_136_261;
        foreach (char character in text)
        {
            hash = unchecked((hash ^ character) * 16_777_619);
        }

        return hash;
    }
}
