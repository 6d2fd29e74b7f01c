using Microsoft.Extensions.Options;

namespace ZmqNative.Samples.Gateway.Tests;

public sealed class ConfigurationTests : GatewayTest
{
    [TestCase("BufferSize=0", "Gateway:BufferSize is '0': allowed is a whole number from 1 to 1000000.")]
    [TestCase("BufferSize=many", "Gateway:BufferSize is 'many': allowed is a whole number from 1 to 1000000.")]
    [TestCase("MaxMessageBytes=-1", "Gateway:MaxMessageBytes is '-1': allowed is a whole number from 256 to 67108864.")]
    [TestCase("ReceiveOwn=perhaps", "Gateway:ReceiveOwn is 'perhaps': allowed are true and false.")]
    [TestCase("ShutdownTimeout=5", "Gateway:ShutdownTimeout is '5': allowed is a time span such as 00:00:05, from 00:00:00.1000000 to 00:05:00.")]
    [TestCase("BufferBytes=65535", "Gateway:BufferBytes is '65535': it must not be less than Gateway:MaxMessageBytes, which is 65536.")]
    [TestCase("MaxListBytes=67108863", "Gateway:MaxListBytes is '67108863': it must not be less than Gateway:BufferBytes, which is 67108864.")]
    [TestCase("MaxListBytes=-1", "Gateway:MaxListBytes is '-1': allowed is a whole number from 1024 to 1099511627776.")]
    [TestCase("MaxLists=0", "Gateway:MaxLists is '0': allowed is a whole number from 1 to 10000.")]
    [TestCase("Language=fr", "Gateway:Language is 'fr': allowed are en and zh.")]
    [TestCase("Topic=", "Gateway:Topic is '': it must not be empty.")]
    [TestCase("PublishEndpoint=", "Gateway:PublishEndpoint is '': it must not be empty.")]
    [TestCase("PublishEndpoint=localhost:5556", "Gateway:PublishEndpoint is 'localhost:5556': 'localhost:5556' is no endpoint; one is tcp://host:port, ipc://path or inproc://name.")]
    [TestCase("SubscribeEndpoint=tcp://a:1,tcp://b", "Gateway:SubscribeEndpoint is 'tcp://a:1,tcp://b': 'tcp://b' has no port from 0 to 65535 (or * for any).")]
    [TestCase("SubscribeEndpoint=http://a:1", "Gateway:SubscribeEndpoint is 'http://a:1': 'http://a:1' is no endpoint; one is tcp://host:port, ipc://path or inproc://name.")]
    [TestCase("Buffersise=1", "Gateway:Buffersise is not known; known are ApiKey, BufferBytes, BufferSize, Language, MaxListBytes, MaxLists, MaxMessageBytes, MaxViewers, PublishEndpoint, PublishQueue, ReceiveOwn, ShutdownTimeout, SubscribeEndpoint, Topic.")]
    public void A_wrong_setting_is_named_before_anything_starts(string setting, string message)
    {
        OptionsValidationException? exception = Assert.Throws<OptionsValidationException>(() => GatewayApp.Create([$"--Gateway:{setting}"]));
        Assert.That(exception.Failures, Is.EqualTo([message]));
    }

    [Test]
    public void All_wrong_settings_are_named_at_once()
    {
        OptionsValidationException? exception = Assert.Throws<OptionsValidationException>(
            static () => GatewayApp.Create(["--Gateway:BufferSize=0", "--Gateway:MaxViewers=x", "--Gateway:Typo=1"]));
        Assert.That(exception.Failures.Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_configured_topic_and_shutdown_time_are_used()
    {
        await using RunningGateway gateway = await StartAsync("Topic=news", "ShutdownTimeout=00:00:03");
        await using Subscriber subscriber = new(gateway.PublishEndpoint, "news");
        await gateway.Links.Publisher.WaitForSubscriberAsync(2, Limit);
        using (await gateway.SendAsync("m", Limit))
        {
            using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
            Assert.That(message.Topic, Is.EqualTo("news"));
        }

        Assert.That(gateway.Get<IOptions<Microsoft.Extensions.Hosting.HostOptions>>().Value.ShutdownTimeout, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }
}
