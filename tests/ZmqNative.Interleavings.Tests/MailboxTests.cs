namespace ZmqNative.Interleavings;

public sealed class MailboxTests : InterleavingTest
{
    [TestCase(nameof(MailboxScenarios.Growing))]
    [TestCase(nameof(MailboxScenarios.Waiting))]
    [TestCase(nameof(MailboxScenarios.Crowded))]
    [TestCase(nameof(MailboxScenarios.GivingUp))]
    [TestCase(nameof(MailboxScenarios.Closing))]
    public void The_mailbox_loses_no_message_and_no_sender(string scenario) => Explore(typeof(MailboxScenarios), scenario);
}
