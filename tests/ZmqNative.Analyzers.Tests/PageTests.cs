using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ZmqNative.Hosting.Tests.Readme;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Analyzers.Tests;

/// <summary>
/// The programs of README.md and docs: those that are marked <c>reports: ZMQ001</c> are examples of a rule, and no rule reports any other. Each
/// rule has a page.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed partial class PageTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
    [
        .. typeof(Rules).Assembly.GetTypes()
            .Where(static type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static IEnumerable<DiagnosticDescriptor> Descriptors => Analyzers.SelectMany(static a => a.SupportedDiagnostics).OrderBy(static d => d.Id, StringComparer.Ordinal);

    private static IEnumerable<TestCaseData> Rows => Descriptors.Select(static d => new TestCaseData(d).SetArgDisplayNames(d.Id));

    private static IEnumerable<TestCaseData> Programs => PageBlock.ReadAll()
        .Where(static block => block.Language == "csharp")
        .Select(static block => new TestCaseData(block).SetArgDisplayNames($"{block.Page} {block.Mark}"));

    [TestCaseSource(nameof(Programs))]
    public async Task Programs_of_the_pages_are_reported_where_they_are_meant_to_be(PageBlock block)
    {
        Compilation compilation = PageCompiler.CreateCompilation(block);
        Assert.That(compilation.GetDiagnostics().Where(static d => d.Severity == DiagnosticSeverity.Error), Is.Empty);
        ImmutableArray<Diagnostic> reported = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        string[] expected = block.HasMark("reports") ? [block.Mark["reports:".Length..].Trim()] : [];
        Assert.That(reported.Select(static d => d.Id).Distinct(StringComparer.Ordinal), Is.EqualTo(expected), string.Join('\n', reported));
    }

    [TestCaseSource(nameof(Rows))]
    public void Each_rule_has_a_page_to_which_it_links(DiagnosticDescriptor rule)
    {
        string page = $"docs/analyzers/{rule.Id}.md";
        Assert.That(rule.HelpLinkUri, Is.EqualTo(page));
        string text = File.ReadAllText(ReadmeFile.Find(page));
        Assert.That(text, Does.StartWith($"# {rule.Id}: {rule.Title}\n"));
        Assert.That(
            text.Split('\n').Where(static line => line.StartsWith("## ", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "## Cause", "## Why it matters", "## Example", "## Fix", "## Suppress" }));
        Assert.That(text, Does.Contain($"<!-- reports: {rule.Id} -->").And.Contains($"dotnet_diagnostic.{rule.Id}.severity = none"));
    }

    [Test]
    public void The_list_of_the_pages_has_all_rules()
    {
        string list = File.ReadAllText(ReadmeFile.Find("docs/analyzers/README.md"));
        Assert.That(
            Row().Matches(list).Select(static row => $"{row.Groups["id"]} {row.Groups["title"]}"),
            Is.EqualTo(Descriptors.Select(static d => $"{d.Id} {d.Title}")));
    }

    [GeneratedRegex(@"^\| \[(?<id>ZMQ\d+)\]\(\k<id>\.md\) \| (?<title>[^|]+) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Row();
}
