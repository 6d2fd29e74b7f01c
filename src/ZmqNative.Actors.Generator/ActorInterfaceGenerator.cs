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
                static (found, token) => InterfaceReader.Read((INamedTypeSymbol)found.TargetSymbol, found.SemanticModel.Compilation, token))
            .WithTrackingName(ReadingStep);
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
}
