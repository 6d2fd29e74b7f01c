using NUnit.Framework.Interfaces;

namespace ZmqNative.Tests.Runner;

/// <summary>Counts the outcomes of tests, and prints failures as they happen.</summary>
internal sealed class Results : ITestListener
{
    private readonly Lock _gate = new();

    /// <summary>The number of tests that have passed.</summary>
    public int Passed { get; private set; }

    /// <summary>The failed tests, with the first line of the message.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>The reason of each test that was skipped.</summary>
    public List<string> Skips { get; } = [];

    /// <inheritdoc/>
    public void TestStarted(ITest test)
    {
        // The last line names the test that hangs or ends the process.
        if (!test.IsSuite)
        {
            Console.WriteLine(test.FullName);
        }
    }

    /// <inheritdoc/>
    public void TestFinished(ITestResult result)
    {
        lock (_gate)
        {
            if (result.Test.IsSuite)
            {
                // What a test reports is counted there; this is the failure of a fixture's own set-up or tear-down.
                if (result.ResultState.Status == TestStatus.Failed && result.ResultState.Site is FailureSite.SetUp or FailureSite.TearDown)
                {
                    Fail(result);
                }

                return;
            }

            switch (result.ResultState.Status)
            {
                case TestStatus.Passed or TestStatus.Warning:
                    Passed++;
                    break;
                case TestStatus.Failed:
                    Fail(result);
                    break;
                default:
                    Skips.Add(FirstLine(result.Message));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public void TestOutput(TestOutput output)
    {
    }

    /// <inheritdoc/>
    public void SendMessage(TestMessage message)
    {
    }

    private static string FirstLine(string? text) => (text ?? "no reason").Trim().Split('\n')[0].Trim();

    private void Fail(ITestResult result)
    {
        Failures.Add($"{result.FullName}: {FirstLine(result.Message)}");
        Console.WriteLine($"FAILED {result.FullName}: {result.Message}\n{result.StackTrace}");
    }
}
