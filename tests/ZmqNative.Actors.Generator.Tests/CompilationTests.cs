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
