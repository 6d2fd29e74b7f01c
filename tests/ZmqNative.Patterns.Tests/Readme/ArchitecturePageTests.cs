using System.Text.RegularExpressions;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Patterns.Tests.Readme;

/// <summary>docs/architecture.md lists every lock of the sources by its class and field, and no other.</summary>
public sealed partial class ArchitecturePageTests
{
    [Test]
    public void Each_lock_in_the_sources_is_on_the_page()
    {
        string page = File.ReadAllText(ReadmeFile.Find("docs/architecture.md"));

        List<string> locks = ReadMembers(LockField());

        Assert.That(locks, Has.Count.GreaterThan(30), "locks that were found in the sources");
        Assert.That(locks.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Each_lock_on_the_page_is_in_the_sources()
    {
        HashSet<string> fields = [.. ReadMembers(AnyField())];
        List<string> missing = [];
        int rows = 0;
        foreach (string row in File.ReadLines(ReadmeFile.Find("docs/architecture.md"))
            .SkipWhile(static line => !line.StartsWith("| Lock | Guards |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(static line => line.StartsWith('|')))
        {
            rows++;

            // In brackets are the project, and the kind of the lock.
            string cell = Brackets().Replace(row.Split('|')[1], string.Empty);
            string[] names = [.. QuotedName().Matches(cell).Select(static match => match.Groups["name"].Value)];
            missing.AddRange(names.Where(name => !fields.Contains(name)));
            if (names.Length == 0)
            {
                missing.Add(cell);
            }
        }

        Assert.That(rows, Is.GreaterThan(30), "rows of the table of locks");
        Assert.That(missing, Is.Empty);
    }

    // Fields and properties of the sources, each as `Type.name`.
    private static List<string> ReadMembers(Regex pattern)
    {
        List<string> members = [];
        foreach (string file in Directory.EnumerateFiles(ReadmeFile.Find("src"), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            {
                continue;
            }

            string type = Path.GetFileName(file);
            foreach (string line in File.ReadLines(file))
            {
                if (Declaration().Match(line) is { Success: true } declaration)
                {
                    type = declaration.Groups["name"].Value;
                }
                else if (pattern.Match(line) is { Success: true } member)
                {
                    members.Add($"{type}.{member.Groups["name"].Value}");
                }
            }
        }

        return members;
    }

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|sealed|abstract|static|readonly|partial|ref|unsafe|file)\s+)+(?:class|struct|record)\s+(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s+(?:(?:public|internal|private|protected|static|readonly)\s+)+(?:Lock|SemaphoreSlim|SpinThenParkLock)\s+(?<name>\w+)\s*(?:=|;|\{)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LockField();

    [GeneratedRegex(@"^\s+(?:(?:public|internal|private|protected|static|readonly|volatile)\s+)+[\w<>\[\]?,.() ]+\s(?<name>\w+)\s*(?:=|;|\{)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyField();

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Brackets();

    [GeneratedRegex(@"`(?<name>\w+\.\w+)`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex QuotedName();
}
