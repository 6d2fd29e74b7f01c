namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>
/// The programs of docs/tasks.md are whole and short. <see cref="PageTests"/> compiles and runs them, as all programs of the pages.
/// </summary>
public sealed class TaskPageTests
{
    private const string Page = "docs/tasks.md";
    private const int MaxLines = 12;

    // The line length that fits on a rendered page without a scroll bar, so that no program is short because of long lines.
    private const int MaxWidth = 120;

    private static readonly string[] Tasks =
        ["publish", "topics", "requests", "queue", "pair", "actor", "remote actor", "protocol", "web", "time"];

    private static PageBlock[] Programs => [.. PageBlock.ReadAll().Where(static block => block.Page == Page)];

    [Test]
    public void The_page_has_a_program_for_each_task() =>
        Assert.That(Programs.Select(static block => block.Mark), Is.EqualTo(Tasks.Select(static task => $"runs: task {task}")));

    [TestCaseSource(nameof(Tasks))]
    public void A_program_has_at_most_12_lines_and_names_its_usings_and_what_it_prints(string task)
    {
        PageBlock block = Programs.Single(block => block.Mark == $"runs: task {task}");
        string[] lines = [.. block.Text.Split('\n').Where(static line => line.Trim().Length > 0)];
        Assert.That(lines, Has.Length.LessThanOrEqualTo(MaxLines), $"{block}: lines of code");
        Assert.That(lines.Select(static line => line.Length), Has.All.LessThanOrEqualTo(MaxWidth), $"{block}: characters of a line");
        Assert.That(block.Usings, Is.Empty, $"{block}: a reader does not see the usings that the page adds");
        Assert.That(block.Printed(), Is.Not.Empty, $"{block}: nothing is compared");
    }
}
