namespace ZmqTool.Tests.Docs;

/// <summary>A block of docs/tool.md with command lines and their output.</summary>
public sealed record PageExample(string Section, IReadOnlyList<PageCommand> Commands)
{
    private const string Prompt = "$ ";

    /// <summary>Reads all blocks whose language is <c>console</c>.</summary>
    public static IReadOnlyList<PageExample> ReadAll()
    {
        string[] lines = File.ReadAllLines(FindPage());
        List<PageExample> examples = [];
        string section = string.Empty;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("## ", StringComparison.Ordinal))
            {
                section = lines[i][3..];
            }
            else if (lines[i] == "```console")
            {
                int end = Array.IndexOf(lines, "```", i);
                examples.Add(new PageExample(section, ReadCommands(lines[(i + 1)..end])));
                i = end;
            }
        }

        return examples;
    }

    public override string ToString() => Section;

    private static List<PageCommand> ReadCommands(string[] lines)
    {
        List<PageCommand> commands = [];
        for (int i = 0; i < lines.Length;)
        {
            int next = Array.FindIndex(lines, i + 1, static line => line.StartsWith(Prompt, StringComparison.Ordinal));
            next = next < 0 ? lines.Length : next;
            commands.Add(PageCommand.Parse(lines[i][Prompt.Length..], lines[(i + 1)..next]));
            i = next;
        }

        return commands;
    }

    private static string FindPage()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string page = Path.Combine(folder.FullName, "docs", "tool.md");
            if (File.Exists(page))
            {
                return page;
            }
        }

        throw new FileNotFoundException("docs/tool.md is in no folder above the tests.");
    }
}
