using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Emit;
using ZmqNative.Actors.Generator;

namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>Compiles a block as a whole program, like a project with implicit usings and the packages.</summary>
internal static class PageCompiler
{
    private static readonly string[] Implicit =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    // The implicit usings of a web project, and of one with a host.
    private static readonly string[] ImplicitInHosts =
    [
        "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Logging",
    ];

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    // A source generator of the SDK makes the contracts for JSON, and one of this repository typed references.
    private static readonly Lazy<ISourceGenerator[]> Generators = new(LoadGenerators);

    /// <summary>Compiles a block.</summary>
    /// <param name="block">The block.</param>
    /// <returns>The entry point.</returns>
    public static MethodInfo Compile(PageBlock block)
    {
        using MemoryStream stream = new();
        EmitResult result = CreateCompilation(block).Emit(stream);
        Assert.That(
            result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error), Is.Empty, $"{block} is no program as it stands");
        return Assembly.Load(stream.ToArray()).EntryPoint!;
    }

    /// <summary>Creates the compilation of a block, with what source generators add.</summary>
    /// <inheritdoc cref="Compile"/>
    public static Compilation CreateCompilation(PageBlock block)
    {
        IEnumerable<string> usings = [.. Implicit, .. block.Usings, .. block.Text.Contains("builder.Services", StringComparison.Ordinal) ? ImplicitInHosts : []];
        string global = string.Concat(usings.Distinct(StringComparer.Ordinal).Select(static name => $"global using {name};\n"));
        SyntaxTree[] trees =
        [
            CSharpSyntaxTree.ParseText(global, Options), CSharpSyntaxTree.ParseText(block.Text, Options, block.Page),
            .. block.ReadOtherSources().Select(static text => CSharpSyntaxTree.ParseText(text, Options)),
        ];
        CSharpCompilation before = CSharpCompilation.Create(
            $"Page{Guid.NewGuid():N}",
            trees,
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        _ = CSharpGeneratorDriver.Create(Generators.Value, parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(before, out Compilation compilation, out _);
        return compilation;
    }

    private static ISourceGenerator[] LoadGenerators()
    {
        // <dotnet>/shared/Microsoft.NETCore.App/<version>/System.Private.CoreLib.dll
        string dotnet = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        string file = Directory.GetFiles(Path.Combine(dotnet, "packs", "Microsoft.NETCore.App.Ref"), "System.Text.Json.SourceGeneration.dll", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Last();
        return [.. new AnalyzerFileReference(file, new Loader()).GetGenerators(LanguageNames.CSharp), new ActorInterfaceGenerator().AsSourceGenerator()];
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
