namespace ZmqNative.Actors.Tests;

/// <summary>The exceptions: users' tests can create each of them, and each reports whether a retry makes sense.</summary>
public sealed class ExceptionTests
{
    private static TestCaseData[] All { get; } =
    [
        new(new AskTimeoutException("text", "a"), true),
        new(new TellTimeoutException("text", "a"), true),
        new(new StopTimeoutException("text", "a"), true),
        new(new MailboxFullException("text", "a"), true),
        new(new BrokerBusyException("text", "tcp://a"), true),
        new(new BrokerLostException("tcp://a"), true),
        new(new ActorFailedException("text", "a", new FormatException()), false),
        new(new ActorNotFoundException("text", "a"), false),
        new(new ActorStoppedException("text", "a"), false),
        new(new ActorSerializationException("text", "a"), false),
        new(new ActorInterfaceException("text", "a"), false),
        new(new ActorDeadlockException("cycle", "a"), false),
        new(new ActorMovedException("text", "a"), true),
    ];

    [TestCaseSource(nameof(All))]
    public void It_can_be_created_and_reports_whether_it_is_transient(ZmqNativeException exception, bool isTransient) =>
        Assert.That(exception.IsTransient, Is.EqualTo(isTransient));

    [Test]
    public void Each_exception_is_among_those_tested()
    {
        Type[] tested = [.. All.Select(static data => data.Arguments[0]!.GetType())];
        Type[] declared = [.. typeof(Broker).Assembly.GetExportedTypes().Where(static type => type.IsAssignableTo(typeof(Exception)))];
        Assert.That(tested, Is.EquivalentTo(declared));
    }

    [Test]
    public void The_values_are_those_that_were_given()
    {
        FormatException cause = new();
        ActorFailedException failed = new("no stock", "order/42", cause);
        Assert.That((failed.Address, failed.FailureText, failed.InnerException), Is.EqualTo(("order/42", "no stock", (Exception)cause)));
        Assert.That(failed.Message, Is.EqualTo("Actor 'order/42' failed: no stock"));
        AskTimeoutException late = new("too late", "order/42");
        Assert.That((late.Address, late.Message), Is.EqualTo(("order/42", "too late")));
    }
}
