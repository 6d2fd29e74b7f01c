using System.Text.RegularExpressions;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>Links of README.md, CONTRIBUTING.md and docs lead to files of the repository, and to headings in pages.</summary>
public sealed partial class PageLinkTests
{
    private const string Actors = "docs/actors/";

    [TestCaseSource(typeof(PageBlock), nameof(PageBlock.Pages))]
    public void Each_link_leads_to_a_file_and_a_heading(string page)
    {
        string folder = Path.GetDirectoryName(ReadmeFile.Find(page))!;
        List<string> broken = [];
        foreach (string link in LinksOf(page))
        {
            string[] parts = link.Split('#', 2);
            string file = parts[0].Length == 0 ? ReadmeFile.Find(page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            bool isFound = parts.Length == 1
                ? File.Exists(file) || Directory.Exists(file)
                : File.Exists(file) && HeadingsOf(File.ReadAllText(file)).Contains(parts[1]);
            if (!isFound)
            {
                broken.Add(link);
            }
        }

        Assert.That(broken, Is.Empty, $"links of {page}");
    }

    [Test]
    public void A_broken_link_is_found()
    {
        const string Text = "[a](b.md#c-d) `[no](link)`\n```text\n[no](link)\n# no heading\n```\n## C & `D`!\n[web](https://example.com) ![i](p.svg)";
        Assert.That(FindLinks(Text), Is.EqualTo(new[] { "b.md#c-d", "p.svg" }));
        Assert.That(HeadingsOf(Text), Is.EqualTo(new[] { "c--d" }));
    }

    [Test]
    public void The_first_page_of_actors_leads_to_each_of_their_pages()
    {
        IEnumerable<string> pages = PageBlock.Pages.Where(static page => page.StartsWith(Actors, StringComparison.Ordinal)).Select(static page => page[Actors.Length..]);
        Assert.That(LinksOf($"{Actors}README.md"), Is.SupersetOf(pages.Where(static page => page != "README.md")));
    }

    private static List<string> LinksOf(string page) => FindLinks(File.ReadAllText(ReadmeFile.Find(page)));

    private static List<string> FindLinks(string text) =>
    [
        .. Link().Matches(Code().Replace(Block().Replace(text, ""), ""))
            .Select(static match => match.Groups["target"].Value)
            .Where(static target => !target.Contains(':', StringComparison.Ordinal)),
    ];

    // As GitHub makes the anchors of headings.
    private static string[] HeadingsOf(string text) =>
    [
        .. Heading().Matches(Block().Replace(text, ""))
            .Select(static match => NoLetters().Replace(match.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("^```[^\n]*\n(.*?\n)??```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 10_000)]
    private static partial Regex Block();

    [GeneratedRegex("`[^`\n]+`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NoLetters();
}
