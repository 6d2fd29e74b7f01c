using System.Text.RegularExpressions;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Patterns.Tests.Readme;

/// <summary>docs/architecture.md lists every lock of the sources by its class and field.</summary>
public sealed partial class ArchitecturePageTests
{
    [Test]
    public void Each_lock_in_the_sources_is_on_the_page()
    {
        string page = File.ReadAllText(ReadmeFile.Find("docs/architecture.md"));
        List<string> locks = [];
        List<string> missing = [];
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
                else if (LockField().Match(line) is { Success: true } field)
                {
                    string name = $"{type}.{field.Groups["name"].Value}";
                    locks.Add(name);
                    if (!page.Contains($"`{name}`", StringComparison.Ordinal))
                    {
                        missing.Add(name);
                    }
                }
            }
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(locks, Has.Count.GreaterThan(30), "locks that were found in the sources");
            Assert.That(missing, Is.Empty);
        }
    }

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|sealed|abstract|static|readonly|partial|ref|unsafe|file)\s+)+(?:class|struct|record)\s+(?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^\s+(?:(?:public|internal|private|protected|static|readonly)\s+)+(?:Lock|SemaphoreSlim|SpinThenParkLock)\s+(?<name>\w+)\s*(?:=|;|\{)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LockField();
}
