using System.Runtime.CompilerServices;

namespace ZmqNative.Tests.Readme;

/// <summary>Reads the code blocks of README.md and other pages, and the source that claims to be the same.</summary>
internal static class ReadmeFile
{
    private const string RepositoryMark = "ZmqNative.slnx";

    /// <summary>The content of the fenced block that follows an HTML comment.</summary>
    public static string Block(string comment, string page = "README.md")
    {
        string[] lines = File.ReadAllLines(Find(page));
        int mark = Array.FindIndex(lines, line => line.Trim() == $"<!-- {comment} -->");
        Assert.That(mark, Is.Not.Negative, $"{page} has no <!-- {comment} -->");

        IEnumerable<string> block = lines.Skip(mark + 1)
            .SkipWhile(static line => !line.StartsWith("```", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(static line => !line.StartsWith("```", StringComparison.Ordinal));
        return string.Join('\n', block);
    }

    /// <summary>Where a file of the repository is.</summary>
    public static string Find(string file) => Path.Combine(Repository(), file);

    /// <summary>What is between <c>// &lt;name&gt;</c> and <c>// &lt;/name&gt;</c> in the calling file, not indented.</summary>
    public static string SourceBetweenMarks(string name, [CallerFilePath] string file = "")
    {
        // A deterministic build on a build server replaces the start of the path: only its end is certain, which is
        // tests, project, folder and file.
        string[] parts = file.Split('/', '\\');
        string[] lines = File.ReadAllLines(Path.Combine([Repository(), .. parts[^4..]]));
        int start = Array.FindIndex(lines, line => line.Trim() == $"// <{name}>");
        int end = Array.FindIndex(lines, line => line.Trim() == $"// </{name}>");
        int indentation = lines[start].Length - lines[start].TrimStart().Length;
        return string.Join('\n', lines[(start + 1)..end].Select(line => line[Math.Min(indentation, line.Length)..]));
    }

    private static string Repository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, RepositoryMark)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        Assert.That(folder, Is.Not.Null, $"no {RepositoryMark} above the tests");
        return folder!;
    }
}
