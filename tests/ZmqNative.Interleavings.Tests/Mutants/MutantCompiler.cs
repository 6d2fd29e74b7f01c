using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ZmqNative.Interleavings;

/// <summary>Compiles the code under test, the scheduler and the scenarios once more, with one change.</summary>
internal static class MutantCompiler
{
    private const string Product = "Product/";
    private const string Test = "Test/";
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Threading; global using System.Threading.Tasks; global using ZmqNative.Patterns;";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    private static readonly Dictionary<string, SyntaxTree> Sources = ReadSources();

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The exploration of a mutant's scenario.</summary>
    /// <exception cref="InvalidOperationException">The text is not in the file just once, or the result does not compile.</exception>
    public static Action<int> Compile(Mutant mutant)
    {
        string name = Sources.ContainsKey(Product + mutant.File) ? Product + mutant.File : Test + mutant.File;
        string text = Sources[name].ToString();
        if (text.Split(mutant.Original).Length != 2)
        {
            throw new InvalidOperationException($"The text of '{mutant}' is not in {mutant.File} just once: rewrite the mutant.");
        }

        SyntaxTree changed = CSharpSyntaxTree.ParseText(text.Replace(mutant.Original, mutant.Changed, StringComparison.Ordinal), Options);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Mutant",
            [.. Sources.Where(source => source.Key != name).Select(static source => source.Value), changed],
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream stream = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(stream);
        if (!result.Success)
        {
            throw new InvalidOperationException(
                string.Join('\n', result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).Take(10)));
        }

        stream.Position = 0;
        Assembly assembly = new AssemblyLoadContext(mutant.Name, isCollectible: true).LoadFromStream(stream);
        return assembly.GetType("ZmqNative.Interleavings.Explorer")!
            .GetMethod("ExploreByName", BindingFlags.Public | BindingFlags.Static)!.CreateDelegate<Action<string, int>>().Bind(mutant.Scenario);
    }

    private static Action<int> Bind(this Action<string, int> explore, string scenario) => schedules => explore(scenario, schedules);

    private static Dictionary<string, SyntaxTree> ReadSources()
    {
        Assembly assembly = typeof(MutantCompiler).Assembly;
        Dictionary<string, SyntaxTree> sources = new(StringComparer.Ordinal) { ["Usings"] = CSharpSyntaxTree.ParseText(Usings, Options) };
        foreach (string name in assembly.GetManifestResourceNames())
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
            sources[name] = CSharpSyntaxTree.ParseText(reader.ReadToEnd(), Options, name);
        }

        return sources;
    }
}
