using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ZmqNative.Actors.Generator;

/// <summary>A diagnostic as values, which are compared between runs; a <see cref="Diagnostic"/> would keep the whole compilation.</summary>
/// <param name="Id">The id of its rule.</param>
/// <param name="Path">The file.</param>
/// <param name="Span">The place in the file.</param>
/// <param name="Lines">The lines of that place.</param>
/// <param name="Arguments">The arguments of the text.</param>
internal sealed record DiagnosticModel(string Id, string Path, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    public static DiagnosticModel Create(DiagnosticDescriptor rule, Location? location, params string[] arguments) => new(
        rule.Id,
        location?.SourceTree?.FilePath ?? string.Empty,
        location?.SourceSpan ?? default,
        location?.GetLineSpan().Span ?? default,
        new EquatableArray<string>([.. arguments]));

    public Diagnostic ToDiagnostic()
    {
        object[] arguments = [.. Arguments];
        return Diagnostic.Create(
            Rules.All.First(rule => rule.Id == Id), Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines), arguments);
    }
}
