namespace ZmqNative.Patterns.Tests;

/// <summary>A storm, with continuations on the reactor's thread and on the thread pool.</summary>
[TestFixture(ContinuationThread.Reactor)]
[TestFixture(ContinuationThread.ThreadPool)]
public abstract class StormTest(ContinuationThread continuations) : PatternsTest
{
    [SetUp]
    public void SetContinuations() => AsyncSocketOptions.DefaultContinuations = continuations;

    [TearDown]
    public void ResetContinuations() => AsyncSocketOptions.DefaultContinuations = ContinuationThread.Reactor;
}
