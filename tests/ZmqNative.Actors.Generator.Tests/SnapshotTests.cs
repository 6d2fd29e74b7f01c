namespace ZmqNative.Actors.Generator.Tests;

/// <summary>The generated code, as text.</summary>
public sealed class SnapshotTests
{
    private const string Order = """
        namespace Shop;

        public sealed record Item(string Name, int Price);

        public sealed record Total(int Items, int Price);

        [ActorInterface]
        [AskTimeout(2.5)]
        public interface IOrder
        {
            [Tell]
            ValueTask NoteAsync(string text, CancellationToken cancellationToken = default);

            ValueTask AddAsync(Item item, int count);

            [AskTimeout(30)]
            ValueTask<Total> GetTotalAsync(CancellationToken cancellationToken = default);

            ValueTask<Item?> FindAsync(string? name, CancellationToken cancellationToken);

            IAsyncEnumerable<Item> ItemsAsync(int? limit, CancellationToken cancellationToken = default);
        }
        """;

    private const string Types = """
        [ActorInterface]
        internal interface IKinds
        {
            ValueTask<(int Count, string[] Names)> GetAsync(Dictionary<string, List<int?>> @class, byte[] bytes, ReadOnlyMemory<byte> memory, params int[] rest);

            ValueTask @event();
        }

        internal static class Outer
        {
            internal enum Color { Red }

            [ActorInterface]
            internal interface IPaint
            {
                ValueTask<Color> MixAsync(Color color);
            }
        }
        """;

    private const string Inherited = """
        [ActorInterface]
        public interface INamed
        {
            ValueTask<string> GetNameAsync();
        }

        [ActorInterface]
        public interface IPerson : INamed
        {
            const int Limit = 3;

            static int Twice(int number) => 2 * number;

            ValueTask<int> GetAgeAsync() => new(Twice(Limit));
        }
        """;

    [TestCase("Order", Order)]
    [TestCase("Types", Types)]
    [TestCase("Inherited", Inherited)]
    public void The_code_is_that_of_the_snapshot_and_compiles_without_a_warning(string name, string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Ids, Is.Empty);
            Assert.That(run.Problems, Is.Empty);
        }

        Snapshot.Match(
            string.Concat(run.Result.GeneratedSources.Select(static file => $"// {file.HintName}\n{file.SourceText}")), name);
    }

    [Test]
    public void An_interface_of_another_project_is_a_base_and_its_code_is_made_there()
    {
        GeneratorRun library = GeneratorRun.Of("[ActorInterface] public interface INamed { ValueTask<string> GetNameAsync(); }");
        GeneratorRun run = GeneratorRun.Of(library, "[ActorInterface] public interface IPerson : INamed { ValueTask<int> GetAgeAsync(); }");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Ids, Is.Empty);
            Assert.That(run.Problems, Is.Empty);
            Assert.That(run.Result.GeneratedSources, Has.Length.EqualTo(1));
        }
    }

    [TestCase("", "", "50000000L")]
    [TestCase("", "[AskTimeout(7)]", "70000000L")]
    [TestCase("[AskTimeout(9)]", "", "90000000L")]
    [TestCase("[AskTimeout(9)]", "[AskTimeout(7)]", "90000000L")]
    public void The_time_out_is_that_of_the_method_then_of_the_interface_then_of_the_interface_that_declares_it(string ofMethod, string ofInterface, string ticks)
    {
        GeneratorRun run = GeneratorRun.Of(
            $"[ActorInterface, AskTimeout(5)] public interface INamed {{ {ofMethod} ValueTask<string> GetNameAsync(); }} "
            + $"[ActorInterface] {ofInterface} public interface IPerson : INamed {{ ValueTask<int> GetAgeAsync(); }}");
        string code = run.Result.GeneratedSources.Single(static file => file.HintName.StartsWith("IPerson", StringComparison.Ordinal)).SourceText.ToString();
        Assert.That(code, Does.Contain($"GetNameAsyncCall.Shared, {ticks}"));
    }

    [TestCase("(int, List<(string, object)>)", "(int Count, List<(string? Name, object? Value)> Items)")]
    [TestCase("object[]", "dynamic[]")]
    [TestCase("nint", "IntPtr")]
    public void A_signature_has_nothing_that_only_the_compiler_knows(string one, string other) =>
        Assert.That(Signature(one), Is.EqualTo(Signature(other)));

    private static string Signature(string type)
    {
        string code = GeneratorRun.Of($"[ActorInterface] public interface IOrder {{ ValueTask<{type}> AddAsync({type} item); }}").Result.GeneratedSources[0].SourceText.ToString();
        return code.Split('\n').Single(static line => line.Contains("\"AddAsync\"", StringComparison.Ordinal)).Split(", static")[0];
    }

    [Test]
    public void A_project_without_actor_interfaces_gets_no_code() =>
        Assert.That(GeneratorRun.Of("public interface IOther { void Run(); }").Result.GeneratedSources, Is.Empty);
}
