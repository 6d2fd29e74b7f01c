using System.Text.RegularExpressions;

namespace ZmqTool.Tests.Docs;

/// <summary>The examples of docs/tool.md, which are run, and those of the help, whose arguments are read.</summary>
[TestFixture]
public sealed class PageTests : TemporaryFolderTest
{
    private static IEnumerable<TestCaseData> Examples => PageExample.ReadAll()
        .Select(static example => new TestCaseData(example).SetArgDisplayNames(example.Section));

    private static IEnumerable<Verb> Verbs => CreateTool().Verbs;

    [TestCaseSource(nameof(Examples))]
    [Platform(Exclude = "Win", Reason = "one command is of a Unix shell")]
    public async Task The_example_gives_what_the_page_says(PageExample example)
    {
        await using ExampleRun run = new(Folder);
        foreach (PageCommand command in example.Commands)
        {
            await run.RunAsync(command);
        }
    }

    [Test]
    public void Each_verb_has_an_example_on_the_page()
    {
        string[] run = [.. PageExample.ReadAll().SelectMany(static example => example.Commands).Select(static command => VerbOf(command.Arguments))];
        Assert.That(Verbs.Select(static verb => PathOf(verb)), Is.SubsetOf(run));
    }

    [Test]
    public void Each_example_of_the_help_is_a_valid_command_line()
    {
        Tool tool = CreateTool();
        foreach (Verb verb in tool.Verbs)
        {
            Assert.That(verb.Examples, Is.Not.Empty, verb.Name);
            foreach (string example in verb.Examples)
            {
                // Of a pipe or list, the part that runs the tool; of "source <(zmq ...)" what is in the parentheses.
                string own = Regex.Match(example, @"zmq [^|()#]*?(?= \||\)| +#| > | < | &&|$)", RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
                string[] arguments = PageCommand.Split(own)[1..];
                Assert.That(tool.Parse(arguments).Errors.Select(static error => error.Message), Is.Empty, example);
            }
        }
    }

    private static string PathOf(Verb verb) =>
        string.Join(' ', new[] { verb.Parents.First() is System.CommandLine.RootCommand ? "" : verb.Parents.First().Name, verb.Name }).Trim();

    private static string VerbOf(string[] arguments) => arguments[0] is "actor" or "cert" or "context" ? $"{arguments[0]} {arguments[1]}" : arguments[0];

    private static Tool CreateTool() => new(new ToolConsole { Input = Stream.Null, Output = Stream.Null, Error = TextWriter.Null, ConfigFolder = "none" });
}
