using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ZmqNative.Actors.Generator.Tests;

/// <summary>Runs the generator over sources, as the compiler does for a project with implicit usings.</summary>
internal sealed class GeneratorRun
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using ZmqNative.Actors;
        """;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly GeneratorDriver _driver;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation before)
    {
        _driver = driver.RunGeneratorsAndUpdateCompilation(before, out Compilation after, out _);
        Before = before;
        After = after;
        Result = _driver.GetRunResult().Results.Single();
    }

    /// <summary>The compilation of the sources.</summary>
    public CSharpCompilation Before { get; }

    /// <summary>The compilation with the generated code.</summary>
    public Compilation After { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>The ids of the diagnostics of the generator.</summary>
    public IEnumerable<string> Ids => Result.Diagnostics.Select(static diagnostic => diagnostic.Id);

    /// <summary>The errors and warnings of the compiler, for the sources and the generated code.</summary>
    public IEnumerable<Diagnostic> Problems => After.GetDiagnostics().Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    /// <summary>The reasons why the step that reads interfaces had its outputs, such as <see cref="IncrementalStepRunReason.Cached"/>.</summary>
    public IncrementalStepRunReason[] Reasons =>
    [
        .. Result.TrackedSteps[ActorInterfaceGenerator.ReadingStep].SelectMany(static step => step.Outputs).Select(static output => output.Reason),
    ];

    /// <summary>Runs the generator for the first time.</summary>
    public static GeneratorRun Of(params string[] sources) => Of(References, sources);

    /// <summary>Runs the generator for a project that references another one.</summary>
    public static GeneratorRun Of(GeneratorRun library, params string[] sources) => Of([.. References, library.After.ToMetadataReference()], sources);

    /// <summary>Runs the generator again after a change, as an editor does.</summary>
    public GeneratorRun With(Func<CSharpCompilation, CSharpCompilation> change) => new(_driver, change(Before));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, Options, path);

    private static GeneratorRun Of(IEnumerable<MetadataReference> references, string[] sources)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Sources{Guid.NewGuid():N}",
            [Parse(Usings, "Usings.cs"), .. sources.Select(static (source, i) => Parse(source, $"Source{i}.cs"))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new ActorInterfaceGenerator().AsSourceGenerator()],
            parseOptions: Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new GeneratorRun(driver, compilation);
    }
}
