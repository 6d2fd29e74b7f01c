using Microsoft.CodeAnalysis;

namespace ZmqNative.Actors.Generator.Tests;

/// <summary>After a change, code is made again only for interfaces that have changed.</summary>
public sealed class IncrementalTests
{
    private const string Order = "public record Item(int Price); [ActorInterface] public interface IOrder { ValueTask AddAsync(Item item); }";
    private const string Book = "[ActorInterface] public interface IBook { ValueTask EnterAsync(string order); }";
    private const string Faulty = "[ActorInterface] public interface IFaulty { void Run(); }";

    [Test]
    public void The_first_run_makes_all() =>
        Assert.That(GeneratorRun.Of(Order, Book).Reasons, Is.All.EqualTo(IncrementalStepRunReason.New));

    [Test]
    public void A_change_elsewhere_makes_nothing_again()
    {
        GeneratorRun run = GeneratorRun.Of(Order, Book, Faulty).With(
            static sources => sources.AddSyntaxTrees(GeneratorRun.Parse("class Other { int _number; }", "Other.cs")));
        Assert.That(run.Reasons, Is.All.EqualTo(IncrementalStepRunReason.Unchanged).Or.EqualTo(IncrementalStepRunReason.Cached));
        Assert.That(OutputReasons(run), Is.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    [Test]
    public void A_change_of_one_interface_makes_that_one_again()
    {
        GeneratorRun run = GeneratorRun.Of(Order, Book).With(static sources => sources.ReplaceSyntaxTree(
            sources.SyntaxTrees.Single(static tree => tree.FilePath == "Source1.cs"),
            GeneratorRun.Parse(Book.Replace("string", "int", StringComparison.Ordinal), "Source1.cs")));
        Assert.That(run.Reasons, Is.EquivalentTo(new[] { IncrementalStepRunReason.Unchanged, IncrementalStepRunReason.Modified }));
        Assert.That(OutputReasons(run), Is.EquivalentTo(new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified }));
    }

    [Test]
    public void A_comment_in_an_interface_makes_nothing_again()
    {
        GeneratorRun run = GeneratorRun.Of(Order, Book).With(static sources => sources.ReplaceSyntaxTree(
            sources.SyntaxTrees.Single(static tree => tree.FilePath == "Source1.cs"),
            GeneratorRun.Parse(Book.Replace("{", "{ /* changed */", StringComparison.Ordinal), "Source1.cs")));
        Assert.That(OutputReasons(run), Is.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRun run) => run.Result.TrackedOutputSteps
        .SelectMany(static steps => steps.Value).SelectMany(static step => step.Outputs).Select(static output => output.Reason);
}
