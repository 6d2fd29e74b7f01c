// ./build.sh docs: the documentation site in artifacts/site. The pages are those of docs/, which are also read where the repository is shown.
// Links lead out of docs/ there; for the site they are changed in a copy, artifacts/site-source, before docfx reads it.
const string SiteSource = "artifacts/site-source";
const string SiteOutput = "artifacts/site";
const string SiteConfiguration = "docs/site/docfx.json";

// Pages outside of docs/ that are on the site, and their paths there.
Dictionary<string, string> sitePages = new(StringComparer.Ordinal)
{
    ["CHANGELOG.md"] = "project/changelog.md",
    ["CONTRIBUTING.md"] = "project/contributing.md",
    ["SECURITY.md"] = "project/security-policy.md",
    ["native/README.md"] = "project/native.md",
    ["README.md"] = "project/readme.md",
    ["samples/Gateway/README.md"] = "samples/gateway.md",
    ["samples/Orders/README.md"] = "samples/orders.md",
};

void MakeSite()
{
    Dotnet("tool", "restore");
    foreach (var folder in new[] { SiteSource, SiteOutput }.Where(IODirectory.Exists))
        IODirectory.Delete(folder, recursive: true);
    RunDocfx("metadata", SiteConfiguration);
    CopySitePages();
    RunDocfx("build", SiteConfiguration);
    CheckSiteLinks();
    Say($"The site is in {SiteOutput}.");
}

void ServeSite(string port)
{
    Say($"The site is at http://localhost:{port} until Ctrl+C.");
    if (Run("dotnet", ["docfx", "serve", SiteOutput, "--port", port]) is var code and not 0)
        Environment.Exit(code);
}

// docfx has no exit code for warnings: they are counted from what it prints.
void RunDocfx(string verb, string configuration)
{
    var start = new ProcessStartInfo("dotnet", ["docfx", verb, configuration]) { RedirectStandardOutput = true };
    using var process = Process.Start(start);
    var output = new StringBuilder();
    while (process.StandardOutput.ReadLine() is { } line)
    {
        Console.WriteLine(line);
        output.AppendLine(line);
    }

    process.WaitForExit();
    if (process.ExitCode != 0)
        Stop($"docfx {verb} failed with exit code {process.ExitCode}.", process.ExitCode);
    var warnings = Regex.Count(output.ToString(), @"\bwarning( \w+)?: ");
    if (warnings > 0)
        Stop($"docfx {verb} gives {warnings} warnings: see above.");
}

void CopySitePages()
{
    foreach (var file in IODirectory.GetFiles("docs", "*", SearchOption.AllDirectories).Select(static f => f.Replace('\\', '/')))
    {
        if (file.StartsWith("docs/site/", StringComparison.Ordinal))
            continue;
        if (file.EndsWith(".md", StringComparison.Ordinal))
            sitePages[file] = Regex.Replace(file["docs/".Length..], @"(?<=^|/)README\.md$", "index.md");
        else if (IOPath.GetExtension(file) is ".svg" or ".yml")
            WriteSiteFile(file["docs/".Length..], IOFile.ReadAllText(file).Replace("README.md", "index.md"));
    }

    var problems = new List<string>();
    foreach (var (page, path) in sitePages)
        WriteSiteFile(path, RewriteSiteLinks(page, path, problems));
    if (problems.Count > 0)
        Stop(string.Join('\n', problems));
}

void WriteSiteFile(string path, string text)
{
    var file = IOPath.Combine(SiteSource, path);
    IODirectory.CreateDirectory(IOPath.GetDirectoryName(file));
    IOFile.WriteAllText(file, text);
}

// Links between pages get the paths of the site, links to sources lead to the API reference, and the rest of the repository, such as the
// sources of samples, is named without a link. Code is left as it is.
string RewriteSiteLinks(string page, string path, List<string> problems)
{
    var isCode = false;
    var lines = IOFile.ReadAllLines(page);
    for (var i = 0; i < lines.Length; i++)
    {
        if (lines[i].StartsWith("```", StringComparison.Ordinal))
            isCode = !isCode;
        if (!isCode)
            lines[i] = Regex.Replace(lines[i], @"(`[^`]*`)|(!?)\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^)\s:#]*)(#[^)\s]*)?\)", Rewrite);
    }

    return string.Join('\n', lines) + "\n";

    string Rewrite(System.Text.RegularExpressions.Match link)
    {
        var (target, anchor) = (link.Groups[4].Value, link.Groups[5].Value);
        if (link.Groups[1].Success || target.Length == 0)
            return link.Value;
        var file = Relative(".", IOPath.Combine(IOPath.GetDirectoryName(page), target));
        var found = file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".svg", StringComparison.Ordinal) ? file["docs/".Length..]
            : sitePages.GetValueOrDefault(file) ?? sitePages.GetValueOrDefault($"{file}/README.md")
            ?? (file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal) ? FindSiteType(file) : null);
        if (found != null)
            return $"{link.Groups[2].Value}[{link.Groups[3].Value}]({Relative(IOPath.GetDirectoryName(path), found)}{anchor})";
        if (file.EndsWith(".md", StringComparison.Ordinal))
            problems.Add($"{page}({Array.FindIndex(lines, l => l.Contains(link.Value, StringComparison.Ordinal)) + 1}): {target} is not on the site");
        return link.Groups[3].Value;
    }

    static string Relative(string folder, string file) => IOPath.GetRelativePath(folder.Length == 0 ? "." : folder, file).Replace('\\', '/');
}

// The page of the type that a source file declares; Broker.Actors.cs declares a part of Broker.
string FindSiteType(string file)
{
    var text = IOFile.ReadAllText(file);
    var name = IOPath.GetFileName(file).Split('.')[0];
    var space = Regex.Match(text, @"^namespace (\S+);", RegexOptions.Multiline).Groups[1].Value;
    return new[] { $"{space}.{name}", $"{space}.{name[..^(name.EndsWith("OfT", StringComparison.Ordinal) ? 3 : 0)]}-1" }
        .Select(static type => $"api/{type}.yml").FirstOrDefault(page => IOFile.Exists(IOPath.Combine(SiteSource, page)));
}

// Each link and image of the built site leads to a file of it, and each anchor to an element with that id.
void CheckSiteLinks()
{
    var pages = IODirectory.GetFiles(SiteOutput, "*.html", SearchOption.AllDirectories)
        .ToDictionary(static page => IOPath.GetFullPath(page), static page => IOFile.ReadAllText(page));
    var ids = pages.ToDictionary(static p => p.Key, static p => Regex.Matches(p.Value, "\\s(?:id|name)=\"([^\"]+)\"").Select(static m => m.Groups[1].Value).ToHashSet());
    var problems = new List<string>();
    var links = 0;
    foreach (var (page, text) in pages)
    {
        foreach (var link in Regex.Matches(text, "\\s(?:href|src)=\"([^\"]*)\"").Select(static m => System.Net.WebUtility.HtmlDecode(m.Groups[1].Value)).Distinct())
        {
            if (link.Length == 0 || Regex.IsMatch(link, "^([a-z]+:|//)"))
                continue;
            links++;
            var parts = link.Split('#', 2);
            var path = Uri.UnescapeDataString(parts[0].Split('?')[0]);
            var file = path.Length == 0 ? page : IOPath.GetFullPath(path, IOPath.GetDirectoryName(page));
            if (IODirectory.Exists(file))
                file = IOPath.Combine(file, "index.html");
            if (!IOFile.Exists(file) || (parts.Length == 2 && ids.TryGetValue(file, out var known) && parts[1].Length > 0 && !known.Contains(Uri.UnescapeDataString(parts[1]))))
                problems.Add($"{IOPath.GetRelativePath(SiteOutput, page)}: {link} leads nowhere");
        }
    }

    if (problems.Count > 0)
        Stop($"{string.Join('\n', problems)}\n{problems.Count} links of the site are broken.");
    Say($"{links} links of {pages.Count} pages lead to something.");
}
