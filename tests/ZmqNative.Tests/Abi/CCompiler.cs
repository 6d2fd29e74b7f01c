namespace ZmqNative.Tests;

/// <summary>Compiles small C programs; ends the test as ignored where there is no compiler.</summary>
internal static class CCompiler
{
    public static async Task CompileAsync(params string[] arguments)
    {
        foreach (string compiler in new[] { "cc", "gcc", "clang" })
        {
            if (await ChildProcess.TryRunAsync(compiler, arguments) is { } result)
            {
                Assert.That(result.ExitCode, Is.Zero, $"{compiler} {string.Join(' ', arguments)}: {result}");
                return;
            }
        }

        Assert.Ignore("There is no C compiler: none of cc, gcc and clang could be started.");
    }
}
