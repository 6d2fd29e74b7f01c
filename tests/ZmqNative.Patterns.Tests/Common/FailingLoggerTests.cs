namespace ZmqNative.Patterns.Tests;

/// <summary>A logger that throws does not end a pattern.</summary>
public sealed class FailingLoggerTests : PatternsTest
{
    [Test]
    public async Task A_server_whose_logger_throws_continues_after_a_failing_handler()
    {
        FailingLogger logger = new();
        await using ReplyServer server = new(
            AnyPort,
            static request => request.Text == "fail" ? throw new FormatException("handler") : request.Text,
            On(new ReplyServerOptions { LoggerFactory = logger }));
        await using RequestClient client = new(server.LastEndpoint, On(new RequestClientOptions()));

        Assert.That(async () => await client.RequestAsync("fail", Generous, Limit), Throws.InstanceOf<RequestFailedException>());
        Assert.That(await client.RequestAsync("next", Generous, Limit), Is.EqualTo("next"));
        Assert.That(logger.Calls, Is.Positive, "the logger was called");
    }
}
