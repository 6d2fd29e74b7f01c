namespace ZmqNative.Patterns.Tests.Operations;

/// <summary>A test of operations without sockets, after which none may be in use.</summary>
[TestFixture]
public abstract class OperationTest
{
    /// <summary>The one time-out of all tests: it only ends a hang.</summary>
    protected static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    [TearDown]
    public void AssertNothingIsInUse() => Assert.That(PatternAccounting.LiveWaiters, Is.Zero, "operations in use");
}
