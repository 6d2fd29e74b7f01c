using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace ZmqNative.Analyzers.Tests;

/// <summary>
/// Base class of the tests of a rule. Sources mark what is reported by <c>[|</c> and <c>|]</c>, are compiled against the packages of this
/// repository, and are programs in the implicit namespaces of a console application.
/// </summary>
/// <typeparam name="TAnalyzer">The analyzer.</typeparam>
/// <typeparam name="TFix">The fix; <see cref="EmptyCodeFixProvider"/> if there is none.</typeparam>
[Parallelizable(ParallelScope.All)]
public abstract class RuleTest<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using ZmqNative;
        global using ZmqNative.Actors;
        global using ZmqNative.Hosting;
        global using ZmqNative.Patterns;
        """;

    // The runtime and the packages that this process runs with; nothing is fetched.
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Checks that exactly the marked places of a source are reported.</summary>
    protected static Task VerifyAsync(string source) => Prepare(new Test<EmptyCodeFixProvider>(), source, source).RunAsync();

    /// <summary>Checks that the marked places are reported, and what the fix makes of them.</summary>
    /// <param name="source">The source before.</param>
    /// <param name="fixedSource">The source after.</param>
    /// <param name="title">The title of the fix, if there are several.</param>
    protected static Task VerifyFixAsync(string source, string fixedSource, string? title = null)
    {
        Test<TFix> test = Prepare(new Test<TFix>(), source, fixedSource);
        test.CodeActionEquivalenceKey = title;
        return test.RunAsync();
    }

    private static Test<T> Prepare<T>(Test<T> test, string source, string fixedSource)
        where T : CodeFixProvider, new()
    {
        test.TestCode = source;
        test.FixedCode = fixedSource;
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestState.OutputKind = OutputKind.ConsoleApplication;
        foreach (SolutionState state in new[] { test.TestState, test.FixedState })
        {
            state.AdditionalReferences.AddRange(References);
            state.Sources.Add(("Usings.cs", Usings));
        }

        return test;
    }

    private sealed class Test<T> : CSharpCodeFixTest<TAnalyzer, T, DefaultVerifier>
        where T : CodeFixProvider, new()
    {
        protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.Preview);

        protected override CompilationOptions CreateCompilationOptions() =>
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
    }
}
