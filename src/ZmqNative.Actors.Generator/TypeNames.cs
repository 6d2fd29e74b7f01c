using System.Text;
using Microsoft.CodeAnalysis;

namespace ZmqNative.Actors.Generator;

/// <summary>The names of types: those that the code of users is recognized by, and the forms in which types are written.</summary>
internal static class TypeNames
{
    public const string ActorInterface = "ZmqNative.Actors.ActorInterfaceAttribute";
    public const string Tell = "ZmqNative.Actors.TellAttribute";
    public const string AskTimeout = "ZmqNative.Actors.AskTimeoutAttribute";

    // In generated code.
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // In signatures between processes: without namespaces, which may differ, and without what only the compiler checks.
    private static readonly SymbolDisplayFormat Short = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    // In texts of diagnostics.
    private static readonly SymbolDisplayFormat Text = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    public static string ToFull(this ITypeSymbol type) => type.ToDisplayString(Full);

    /// <summary>Returns the name of a type in signatures: names of the elements of tuples, and <c>dynamic</c>, are known to the compiler alone.</summary>
    public static string ToShort(this ITypeSymbol type)
    {
        StringBuilder text = new();
        foreach (SymbolDisplayPart part in type.ToDisplayParts(Short))
        {
            switch (part)
            {
                case { Kind: SymbolDisplayPartKind.FieldName }:
                    // With the space in front of it.
                    text.Length--;
                    break;
                case { Kind: SymbolDisplayPartKind.Keyword } when part.ToString() == "dynamic":
                    _ = text.Append("object");
                    break;
                default:
                    _ = text.Append(part.ToString());
                    break;
            }
        }

        return text.ToString();
    }

    public static string ToText(this ISymbol symbol) => symbol.ToDisplayString(Text);

    /// <summary>Whether a type, constructed or not, has a name, such as <c>System.Threading.Tasks.ValueTask</c>, and a number of type arguments.</summary>
    public static bool Is(this ITypeSymbol type, string name, int arguments = 0) =>
        type is INamedTypeSymbol named && named.Arity == arguments && MetadataName(named) == name;

    /// <summary>The name with the namespace, without type arguments.</summary>
    public static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.Name}" : type.Name;

    public static AttributeData? FindAttribute(this ISymbol symbol, string name) => symbol.GetAttributes()
        .FirstOrDefault(attribute => attribute.AttributeClass is { } type && MetadataName(type) == name);
}
