using System.Text.RegularExpressions;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>
/// The first pages show how to install and a program of six lines, and each page is in a table of contents of the site. <c>./build.sh docs</c>
/// checks the links of the site itself.
/// </summary>
public sealed partial class SiteTests
{
    private const int MaxLines = 6;

    private static readonly string[] FirstPages = ["README.md", "docs/index.md"];

    private static readonly string[] Contents = ["docs/guide/toc.yml", "docs/actors/toc.yml", "docs/analyzers/toc.yml"];

    [TestCaseSource(nameof(FirstPages))]
    public void A_first_page_begins_with_the_installation_and_a_program_of_six_lines(string page)
    {
        PageBlock[] blocks = [.. PageBlock.Read(page, File.ReadAllLines(ReadmeFile.Find(page)))];
        Assert.That(blocks[0].Text, Is.EqualTo("dotnet add package ZmqNative.Patterns"));
        Assert.That(blocks[1].HasMark("runs"), $"{blocks[1]}");
        Assert.That(blocks[1].Text.Split('\n').Where(static line => line.Length > 0).ToArray(), Has.Length.LessThanOrEqualTo(MaxLines));
        Assert.That(blocks[1].Usings, Is.Empty, "a reader does not see the usings that the page adds");
        Assert.That(blocks[1].Printed(), Is.Not.Empty, "nothing is compared");
    }

    [Test]
    public void Each_page_is_in_a_table_of_contents()
    {
        HashSet<string> listed = new(Contents.SelectMany(Entries).Select(static entry => entry.Page), StringComparer.Ordinal) { "docs/index.md", "docs/api/index.md" };
        IEnumerable<string> missing = PageBlock.Pages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && !listed.Contains(page));
        Assert.That(missing, Is.Empty, $"not in {string.Join(", ", Contents)}");
    }

    [Test]
    public void The_table_of_contents_of_the_rules_has_their_titles()
    {
        foreach ((string name, string page) in Entries("docs/analyzers/toc.yml").Where(static entry => entry.Page.Contains("ZMQ", StringComparison.Ordinal)))
        {
            Assert.That($"# {name}", Is.EqualTo(File.ReadLines(ReadmeFile.Find(page)).First()), page);
        }
    }

    // The names and the paths in the repository of what a table of contents lists.
    private static IEnumerable<(string Name, string Page)> Entries(string contents)
    {
        string folder = Path.GetDirectoryName(ReadmeFile.Find(contents))!;
        return Entry().Matches(File.ReadAllText(ReadmeFile.Find(contents))).Select(entry => (
            entry.Groups["name"].Value.Trim('\''),
            Path.GetRelativePath(ReadmeFile.Find(""), Path.GetFullPath(Path.Combine(folder, entry.Groups["page"].Value))).Replace('\\', '/')));
    }

    [GeneratedRegex(@"- name: (?<name>[^\n]+)\n +href: (?<page>\S+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Entry();
}
