namespace ZmqTool.Tests;

/// <summary>The end of a run.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Asserts success, and the whole output.</summary>
    public void AssertOutput(string expected)
    {
        Assert.That(ExitCode, Is.Zero, Errors);
        Assert.That(Output, Is.EqualTo(expected), Errors);
    }

    /// <summary>Asserts an exit code, and a part of the standard error.</summary>
    public void AssertFailure(int exitCode, string part)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Errors, Does.Contain(part));
            Assert.That(ExitCode, Is.EqualTo(exitCode), Errors);
        }
    }
}
