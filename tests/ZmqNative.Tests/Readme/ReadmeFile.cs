namespace ZmqNative.Tests.Readme;

/// <summary>Finds the files of the repository, and the blocks of README.md and other pages.</summary>
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

    /// <summary>The full path of a file of the repository.</summary>
    public static string Find(string file) => Path.Combine(Repository(), file);

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
