using System.Text.RegularExpressions;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>A fenced block of a page, with the HTML comment in front of it.</summary>
/// <param name="Page">The path in the repository.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Language">The language, such as <c>csharp</c>; empty if the fence names none.</param>
/// <param name="Mark">The comment directly in front, such as <c>runs: publish</c>; empty if there is none.</param>
/// <param name="Usings">The namespaces that the page says its code uses.</param>
/// <param name="Text">The content.</param>
public sealed partial record PageBlock(string Page, int Line, string Language, string Mark, IReadOnlyList<string> Usings, string Text)
{
    private const string Fence = "```";

    /// <summary>The languages whose blocks need a mark.</summary>
    private static readonly string[] Languages = ["csharp", "sh", "json", "xml", "python"];

    /// <summary>Whether the block is code without a mark in front.</summary>
    public bool LacksMark => Languages.Contains(Language) && !
        (Language == "csharp" ? HasMark("runs") || HasMark("compiles") || HasMark("reports") : HasMark("parses"));

    /// <summary>Returns whether its mark begins with a word.</summary>
    public bool HasMark(string word) => Mark == word || Mark.StartsWith($"{word}:", StringComparison.Ordinal);

    /// <summary>Reads the sources of the tests that its mark names, such as a clock.</summary>
    public IEnumerable<string> ReadOtherSources() => OtherSource().Match(Mark) is { Success: true } found
        ? [File.ReadAllText(Directory.GetFiles(ReadmeFile.Find("tests"), found.Groups["file"].Value, SearchOption.AllDirectories)[0])]
        : [];

    /// <summary>README.md, CONTRIBUTING.md, those of the packages, and the pages in docs and its folders, as paths in the repository.</summary>
    public static IEnumerable<string> Pages { get; } =
    [
        "README.md",
        "CONTRIBUTING.md",
        .. Directory.GetDirectories(ReadmeFile.Find("src"))
            .Select(static folder => $"src/{Path.GetFileName(folder)}/README.md")
            .Where(static page => File.Exists(ReadmeFile.Find(page)))
            .Order(StringComparer.Ordinal),
        .. Directory.GetFiles(ReadmeFile.Find("docs"), "*.md", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(ReadmeFile.Find(""), file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The blocks of all pages.</summary>
    public static IEnumerable<PageBlock> ReadAll() =>
        Pages.SelectMany(static page => Read(page, File.ReadAllLines(ReadmeFile.Find(page))));

    /// <summary>The blocks of one page.</summary>
    public static IEnumerable<PageBlock> Read(string page, string[] lines)
    {
        string[] usings = [];
        for (int i = 0; i < lines.Length; i++)
        {
            if (UsingsMark().Match(lines[i]) is { Success: true } found)
            {
                usings = found.Groups["names"].Value.Split(", ");
            }
            else if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = Array.FindIndex(lines, i + 1, static line => line.StartsWith(Fence, StringComparison.Ordinal));
                Assert.That(end, Is.Positive, $"{page}({i + 1}): the block has no end");
                string mark = i > 0 ? AnyMark().Match(lines[i - 1]).Groups["mark"].Value : "";
                yield return new PageBlock(page, i + 1, lines[i][Fence.Length..].Trim(), mark, usings, string.Join('\n', lines[(i + 1)..end]));
                i = end;
            }
        }
    }

    /// <summary>The lines that it prints, according to its comments.</summary>
    public IEnumerable<string> Printed() => Text.Split('\n')
        .Select(static line => PrintedComment().Match(line))
        .Where(static match => match.Success)
        .Select(static match => match.Groups["text"].Value.Trim());

    public override string ToString() => $"{Page}({Line}) {Language} {Mark}";

    [GeneratedRegex("^<!-- usings: (?<names>.+) -->$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UsingsMark();

    [GeneratedRegex("^<!-- (?<mark>.+) -->$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyMark();

    [GeneratedRegex(" with (?<file>\\S+\\.cs)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OtherSource();

    [GeneratedRegex(@"Console\.Write.*\s// (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PrintedComment();
}
