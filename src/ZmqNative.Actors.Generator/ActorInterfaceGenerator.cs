using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ZmqNative.Actors.Generator;

/// <summary>
/// Makes a typed reference for each interface with <c>[ActorInterface]</c>: a proxy that sends calls of its methods as messages, the messages, which
/// call the method of the actor that gets them, and the registration of both.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ActorInterfaceGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that reads interfaces, for tests.</summary>
    internal const string ReadingStep = "ActorInterfaces";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<InterfaceModel> interfaces = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                TypeNames.ActorInterface,
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (found, token) => IsFirst(found)
                    ? InterfaceReader.Read((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, token)
                    : null)
            .WithTrackingName(ReadingStep)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);
        context.RegisterSourceOutput(interfaces, static (output, model) =>
        {
            foreach (DiagnosticModel diagnostic in model.Diagnostics)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
            }

            if (model.Diagnostics.Count == 0)
            {
                output.AddSource(model.HintName, SourceText.From(InterfaceWriter.Write(model), Encoding.UTF8));
            }
        });
    }

    // An interface that is declared twice, as for a moment in an editor, is one symbol with two attributes. The compiler reports that.
    private static bool IsFirst(GeneratorAttributeSyntaxContext found) =>
        found.TargetSymbol.FindAttribute(TypeNames.ActorInterface)?.ApplicationSyntaxReference is not { } first
        || found.Attributes.Any(attribute => attribute.ApplicationSyntaxReference is { } own && own.SyntaxTree == first.SyntaxTree && own.Span == first.Span);
}
