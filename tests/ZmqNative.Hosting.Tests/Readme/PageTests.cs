using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ZmqNative.Hosting.Tests.Readme;

/// <summary>
/// Every block of code in README.md, CONTRIBUTING.md and docs, from the text of the page. A comment in front of a block says what is done
/// with it: <c>runs: name</c>, a program whose comments behind Console.WriteLine are its output; <c>compiles: name</c>;
/// <c>reports: ZMQ001</c>, a program that an analyzer warns of; or <c>parses</c>. Behind the name, <c>with file.cs</c> adds a source of the tests.
/// </summary>
[NonParallelizable]
public sealed partial class PageTests : HostingTest
{
    private static IEnumerable<TestCaseData> Programs => PageBlock.ReadAll()
        .Where(static block => block.Language == "csharp" && (block.HasMark("runs") || block.HasMark("compiles")))
        .Select(static block => new TestCaseData(block).SetArgDisplayNames($"{block.Page} {block.Mark}"));

    private static IEnumerable<TestCaseData> Texts => PageBlock.ReadAll()
        .Where(static block => block.Language != "csharp" && block.HasMark("parses"))
        .Select(static block => new TestCaseData(block).SetArgDisplayNames($"{block.Page} {block.Language} {block.Line}"));

    [Test]
    public void Each_block_of_code_has_a_mark()
    {
        PageBlock[] unmarked = [.. PageBlock.ReadAll().Where(static block => block.LacksMark)];
        Assert.That(unmarked, Is.Empty, "put <!-- runs: name -->, <!-- compiles: name --> or <!-- parses --> directly in front");
    }

    [Test]
    public void A_block_without_a_mark_is_found()
    {
        PageBlock[] blocks =
        [
            .. PageBlock.Read("page", ["<!-- usings: A, B -->", "text", "```csharp", "int i;", "```", "<!-- runs: x -->", "```csharp", "```"]),
        ];
        Assert.That(blocks.Select(static block => (block.Line, block.Mark, block.Text)), Is.EqualTo(new[] { (3, "", "int i;"), (7, "runs: x", "") }));
        Assert.That(blocks.Select(static block => block.LacksMark), Is.EqualTo(new[] { true, false }));
        Assert.That(blocks[0].Usings, Is.EqualTo(new[] { "A", "B" }));
    }

    [Test]
    public void The_text_of_a_comment_is_found_behind_braces_and_addresses_too()
    {
        string[] lines = ["```csharp", "try { Console.Write(1); }  // 1", "Console.WriteLine(\"tcp://a\"); // tcp://a", "Console.WriteLine();", "```"];
        Assert.That(PageBlock.Read("page", lines).Single().Printed(), Is.EqualTo(new[] { "1", "tcp://a" }));
    }

    [TestCaseSource(nameof(Programs))]
    public async Task Code_of_the_page_compiles_and_prints_what_its_comments_say(PageBlock block)
    {
        MethodInfo entry = PageCompiler.Compile(block);
        if (!block.HasMark("runs"))
        {
            return;
        }

        TextWriter before = Console.Out;
        using StringWriter output = new();
        Console.SetOut(output);
        try
        {
            await Task.Run(() => entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()])).WaitAsync(Generous);
        }
        finally
        {
            Console.SetOut(before);
        }

        string printed = OneLine(output.ToString());
        int from = 0;
        foreach (string line in block.Printed().Select(OneLine))
        {
            int at = printed.IndexOf(line, from, StringComparison.Ordinal);
            Assert.That(at, Is.Not.Negative, $"{block} prints {printed}, not {line}");
            from = at + line.Length;
        }
    }

    [TestCaseSource(nameof(Texts))]
    public void Text_of_the_page_is_well_formed(PageBlock block)
    {
        switch (block.Language)
        {
            case "json":
                // A part of a file may be shown without the braces around it.
                string json = block.Text.TrimStart().StartsWith('{') ? block.Text : $"{{{block.Text}}}";
                Assert.That(() => JsonDocument.Parse(json).Dispose(), Throws.Nothing);
                break;
            case "xml":
                Assert.That(() => XElement.Parse($"<x>{block.Text}</x>"), Throws.Nothing);
                break;
            case "sh":
                Check(block.Text, "bash", "-n");
                break;
            default:
                Check(block.Text, PythonInterpreter.With("ast", Requirement.Pyzmq), "-c", "import ast, sys; ast.parse(sys.stdin.read())");
                break;
        }
    }

    private static void Check(string text, string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(text);
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, errors);
    }

    private static string OneLine(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex WhiteSpace();
}
