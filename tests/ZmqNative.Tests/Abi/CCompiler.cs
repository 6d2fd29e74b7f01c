namespace ZmqNative.Tests;

/// <summary>Compiles small C programs.</summary>
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

        throw Requirement.CCompiler.Missing("none of cc, gcc and clang could be started");
    }
}
