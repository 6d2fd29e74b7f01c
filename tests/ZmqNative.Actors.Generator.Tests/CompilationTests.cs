namespace ZmqNative.Actors.Generator.Tests;

/// <summary>The generated code compiles, whatever names and types an interface has.</summary>
public sealed class CompilationTests
{
    [Test]
    public void Methods_may_have_the_names_of_the_types_and_members_that_generated_code_uses() =>
        Compiles(
            """
            [ActorInterface]
            public interface IOrder
            {
                ValueTask<int> Actor();
                ValueTask Registration();
                ValueTask Proxy();
                ValueTask Method();
                ValueTask Descriptor();
                ValueTask Shared();
                ValueTask Cancellation(CancellationToken cancellationToken);
                ValueTask InvokeAsync(int instance, int context);
                ValueTask WriteArguments(int arguments);
                ValueTask AskAsync(int argument1, int argument0);
                ValueTask TellAsync(int target, int answers);
                ValueTask Equals(int other);
            }
            """);

    [TestCase("[ActorInterface] public interface IOrder { [Obsolete(\"\", error: true)] ValueTask AddAsync(int count); ValueTask RemoveAsync(); }")]
    [TestCase("[ActorInterface, Obsolete(\"\", error: true)] public interface IOrder { ValueTask AddAsync(); }")]
    [TestCase("[Obsolete(\"\", error: true)] public class Item; [ActorInterface] public interface IOrder { [Obsolete] ValueTask<Item?> AddAsync(List<Item> items); }")]
    [TestCase("[ActorInterface, Obsolete(\"\", error: true)] public interface IOld { ValueTask AddAsync(); } [ActorInterface, Obsolete] public interface IOrder : IOld;")]
    public void What_is_obsolete_for_callers_has_code_all_the_same(string source) => Compiles(source);

    [Test]
    public void Keywords_may_be_the_names_of_namespaces_interfaces_and_types() =>
        Compiles(
            """
            namespace Shop.@event;

            public class @if<T>
            {
                public readonly record struct @in(T Item);
            }

            [ActorInterface]
            public interface @interface
            {
                ValueTask<@if<int>.@in> @class(@if<string?>.@in? @string);
            }
            """);

    [Test]
    public void Names_of_interfaces_may_differ_by_case_alone() =>
        Compiles("[ActorInterface] public interface IOrder { ValueTask AddAsync(); } [ActorInterface] public interface Iorder { ValueTask AddAsync(); }");

    [Test]
    public void An_interface_that_is_declared_twice_does_not_take_the_code_of_others()
    {
        GeneratorRun run = GeneratorRun.Of(
            "[ActorInterface] public interface IOrder { ValueTask AddAsync(); }",
            "[ActorInterface] public interface IOrder { ValueTask RemoveAsync(); }",
            "[ActorInterface] public interface IBook { ValueTask EnterAsync(); }");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Result.Exception, Is.Null);
            Assert.That(run.Result.GeneratedSources, Has.Length.EqualTo(2));
        }
    }

    private static void Compiles(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Result.Exception, Is.Null);
            Assert.That(run.Ids, Is.Empty);
            Assert.That(run.Problems, Is.Empty);
        }
    }
}
