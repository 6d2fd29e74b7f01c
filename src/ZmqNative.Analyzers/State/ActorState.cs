using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ZmqNative.Analyzers;

/// <summary>Tells which members of a class of actors use state that changes while it handles messages.</summary>
internal static class ActorState
{
    // With one of these a member takes care of other threads itself.
    private static readonly string[] Synchronized = ["Interlocked", "Volatile", "Monitor", "Lock"];

    /// <summary>Whether a member reads or changes such state, as far as its own declaration shows it.</summary>
    public static bool IsUsedBy(ISymbol member) => member switch
    {
        { IsStatic: true } => false,
        IFieldSymbol field => IsMutable(field),
        IPropertySymbol property when BackingField(property) is { } field =>
            (property.SetMethod is { IsInitOnly: false } || IsCollection(property.Type)) && !field.IsStatic,
        IPropertySymbol or IMethodSymbol => member.DeclaringSyntaxReferences.Any(r => Mentions(r.GetSyntax(), member.ContainingType)),
        _ => false,
    };

    /// <summary>Whether a field may change, itself or the collection in it.</summary>
    public static bool IsMutable(IFieldSymbol field) =>
        !field.IsStatic && !field.IsConst && !field.IsVolatile && (!field.IsReadOnly || IsCollection(field.Type));

    /// <summary>Whether a type is a collection for one thread at a time.</summary>
    public static bool IsCollection(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Class && type.ContainingNamespace?.ToDisplayString() == "System.Collections.Generic";

    private static IFieldSymbol? BackingField(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.AssociatedSymbol.IsSameAs(property));

    private static bool Mentions(SyntaxNode declaration, INamedTypeSymbol type)
    {
        string[] names = [.. declaration.DescendantNodes().OfType<IdentifierNameSyntax>().Select(static n => n.Identifier.ValueText)];
        if (names.Any(static n => Array.IndexOf(Synchronized, n) >= 0) || declaration.DescendantNodes().Any(static n => n is LockStatementSyntax))
        {
            return false;
        }

        return names.Distinct(StringComparer.Ordinal).SelectMany(name => type.GetMembers(name)).Any(static member => member switch
        {
            IFieldSymbol field => IsMutable(field),
            IPropertySymbol property => BackingField(property) is not null && property is { IsStatic: false, SetMethod.IsInitOnly: false },
            _ => false,
        });
    }
}
