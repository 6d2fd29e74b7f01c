using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ZmqNative.Tests.Readme;

namespace ZmqNative.Actors.Generator.Tests;

/// <summary>Each rule for actor interfaces, where it is broken and where it is not, and its page.</summary>
public sealed partial class DiagnosticTests
{
    [TestCase("ZMQ101", "ValueTask AddAsync(int a); ValueTask AddAsync(string a);")]
    [TestCase("ZMQ102", "int Count { get; }")]
    [TestCase("ZMQ102", "event Action Changed;")]
    [TestCase("ZMQ102", "int this[int i] { get; }")]
    [TestCase("ZMQ102", "static abstract ValueTask RunAsync();")]
    [TestCase("ZMQ102", "static abstract int operator +(IOrder a, int b);")]
    [TestCase("ZMQ102", "ValueTask RunAsync(__arglist);")]
    [TestCase("ZMQ103", "void Run();")]
    [TestCase("ZMQ103", "Task RunAsync();")]
    [TestCase("ZMQ103", "Task<int> RunAsync();")]
    [TestCase("ZMQ103", "int Run();")]
    [TestCase("ZMQ103", "ref ValueTask Run();")]
    [TestCase("ZMQ103", "IEnumerable<int> Run();")]
    [TestCase("ZMQ104", "ValueTask<T> GetAsync<T>();")]
    [TestCase("ZMQ105", "ValueTask GetAsync(out int a);")]
    [TestCase("ZMQ105", "ValueTask GetAsync(ref int a);")]
    [TestCase("ZMQ105", "ValueTask GetAsync(in int a);")]
    [TestCase("ZMQ105", "ValueTask GetAsync(ReadOnlySpan<byte> a);")]
    [TestCase("ZMQ105", "unsafe ValueTask GetAsync(int* a);")]
    [TestCase("ZMQ105", "unsafe ValueTask GetAsync(int*[][] a);")]
    [TestCase("ZMQ105", "unsafe ValueTask GetAsync(delegate*<void> a);")]
    [TestCase("ZMQ105", "ValueTask GetAsync(ZmqNative.Frame a);")]
    [TestCase("ZMQ105", "ValueTask GetAsync(ZmqNative.MultipartMessage a);")]
    [TestCase("ZMQ106", "ValueTask GetAsync(CancellationToken a, int b);")]
    [TestCase("ZMQ106", "ValueTask GetAsync(CancellationToken a, CancellationToken b);")]
    [TestCase("ZMQ107", "protected ValueTask GetAsync();")]
    [TestCase("ZMQ108", "[Tell] ValueTask<int> GetAsync();")]
    [TestCase("ZMQ108", "[Tell] IAsyncEnumerable<int> GetAsync();")]
    [TestCase("ZMQ110", "[AskTimeout(0)] ValueTask GetAsync();")]
    [TestCase("ZMQ110", "[AskTimeout(-1)] ValueTask GetAsync();")]
    [TestCase("ZMQ110", "[AskTimeout(double.NaN)] ValueTask GetAsync();")]
    [TestCase("ZMQ110", "[AskTimeout(2_145_601)] ValueTask GetAsync();")]
    [TestCase("ZMQ110", "[AskTimeout(1), Tell] ValueTask GetAsync();")]
    public void A_member_that_cannot_be_called_is_refused_at_its_place(string id, string member)
    {
        GeneratorRun run = GeneratorRun.Of($"[ActorInterface] public interface IOrder\n{{\n{member}\n}}");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Ids, Is.EqualTo(new[] { id }));
            Assert.That(run.Result.Diagnostics[0].Location.GetLineSpan().StartLinePosition.Line, Is.EqualTo(2), "the line of the member");
            Assert.That(run.Result.GeneratedSources, Is.Empty);
        }
    }

    [TestCase("ZMQ104", "[ActorInterface] public interface IOrder<T> { ValueTask<T> GetAsync(); }")]
    [TestCase("ZMQ107", "class Outer { [ActorInterface] private interface IOrder { ValueTask GetAsync(); } }")]
    [TestCase("ZMQ107", "[ActorInterface] file interface IOrder { ValueTask GetAsync(); }")]
    [TestCase("ZMQ107", "class Outer { private class A; private class B { [ActorInterface] internal interface IOrder { ValueTask GetAsync(A a); } } }")]
    [TestCase("ZMQ107", "class Outer { private class A; [ActorInterface] private protected interface IOrder { ValueTask GetAsync(); } }")]
    [TestCase("ZMQ109", "public interface IBase { ValueTask GetAsync(); } [ActorInterface] public interface IOrder : IBase;")]
    [TestCase("ZMQ109", "[ActorInterface] public interface IOrder : IAsyncDisposable;")]
    [TestCase("ZMQ110", "[ActorInterface, AskTimeout(0)] public interface IOrder { ValueTask GetAsync(); }")]
    [TestCase("ZMQ101", "[ActorInterface] public interface IBase { ValueTask GetAsync(); } [ActorInterface] public interface IOrder : IBase { ValueTask GetAsync(int a); }")]
    public void An_interface_that_has_no_typed_reference_is_refused(string id, string source) =>
        Assert.That(GeneratorRun.Of(source).Ids, Is.EqualTo(new[] { id }));

    [Test]
    public void An_argument_of_a_type_that_generated_code_cannot_access_is_refused()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            class Outer
            {
                private class Hidden;

                [ActorInterface]
                internal interface IOrder
                {
                    ValueTask GetAsync(Hidden a);
                    ValueTask<Hidden[]> FindAsync();
                    ValueTask<List<Hidden>> ListAsync();
                }
            }
            """);
        Assert.That(run.Ids, Is.EqualTo(new[] { "ZMQ107", "ZMQ107", "ZMQ107" }));
    }

    [Test]
    public void All_faults_of_an_interface_are_reported_at_once() =>
        Assert.That(
            GeneratorRun.Of("[ActorInterface] public interface IOrder { int Count { get; } void Run(out int a); ValueTask GetAsync(ref int a); }").Ids,
            Is.EquivalentTo(new[] { "ZMQ102", "ZMQ103", "ZMQ105" }));

    [Test]
    public void Each_rule_has_a_page_whose_example_breaks_it_and_whose_fix_does_not()
    {
        foreach (DiagnosticDescriptor rule in Rules.All)
        {
            string page = File.ReadAllText(ReadmeFile.Find(rule.HelpLinkUri));
            string[] blocks = [.. Block().Matches(page).Select(static match => match.Groups["code"].Value)];
            using (Assert.EnterMultipleScope())
            {
                Assert.That(page, Does.StartWith($"# {rule.Id}: {rule.Title}"), rule.HelpLinkUri);
                Assert.That(blocks, Has.Length.EqualTo(2), $"{rule.HelpLinkUri}: one example and its fix");
                Assert.That(GeneratorRun.Of(blocks[0]).Ids.Distinct(StringComparer.Ordinal), Is.EqualTo(new[] { rule.Id }), rule.HelpLinkUri);
                GeneratorRun fix = GeneratorRun.Of(blocks[1]);
                Assert.That(fix.Ids, Is.Empty, rule.HelpLinkUri);
                Assert.That(fix.Problems, Is.Empty, rule.HelpLinkUri);
            }
        }
    }

    [GeneratedRegex("^```cs\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Block();
}
