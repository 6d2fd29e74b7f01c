namespace ZmqNative.Analyzers;

/// <summary>Comparisons of symbols.</summary>
internal static class SymbolExtensions
{
    /// <summary>Whether a type is another one, or a construction of it.</summary>
    public static bool Is(this ITypeSymbol? type, INamedTypeSymbol? other) =>
        other is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, other);

    /// <summary>Whether a type is another one, or derives from it.</summary>
    public static bool DerivesFrom(this ITypeSymbol? type, INamedTypeSymbol? ancestor)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.Is(ancestor))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a type is an interface, or implements it.</summary>
    public static bool Implements(this ITypeSymbol? type, INamedTypeSymbol? contract) =>
        type is not null && contract is not null && (type.Is(contract) || type.AllInterfaces.Any(i => i.Is(contract)));

    /// <summary>Whether a symbol is the same as another one.</summary>
    public static bool IsSameAs(this ISymbol? symbol, ISymbol? other) => SymbolEqualityComparer.Default.Equals(symbol, other);

    /// <summary>Whether a type has the given full name, without type arguments.</summary>
    public static bool IsNamed(this ITypeSymbol? type, string space, string name) =>
        type is not null && type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;
}
