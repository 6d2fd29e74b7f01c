namespace ZmqNative.Patterns.Tests.Interop;

public sealed class PushPullInteropTests : InteropTest
{
    [Test]
    public async Task A_Python_pusher_and_our_puller()
    {
        await using PythonPeer python = PythonPeer.Start("push", 0, ManyMessages);
        await using Puller puller = new(await python.ReadEndpointAsync(Limit), Lossless(new PullerOptions()));
        foreach (string text in Texts)
        {
            using ReceivedMessage work = await puller.ReceiveAsync(Limit);
            Assert.That(work.Text, Is.EqualTo(text));
        }

        using (ReceivedMessage json = await puller.ReceiveAsync(Limit))
        {
            Assert.That(json.GetJson(InteropJson.Default.Sample), Is.EqualTo(Value));
        }

        for (int i = 0; i < ManyMessages; i++)
        {
            using ReceivedMessage work = await puller.ReceiveAsync(Limit);
            if (work.Text is var text && text != $"{i}")
            {
                Assert.Fail($"{text} was received instead of {i}");
            }
        }
    }

    [Test]
    public async Task Our_pusher_and_a_Python_puller()
    {
        await using Pusher pusher = new(AnyPort, Lossless(new PusherOptions()));
        await using PythonPeer python = PythonPeer.Start("pull", PortOf(pusher.LastEndpoint), ManyMessages);
        foreach (string text in Texts)
        {
            await pusher.PushAsync(text, Limit);
        }

        await pusher.PushJsonAsync(Value, InteropJson.Default.Sample, Limit);
        for (int i = 0; i < ManyMessages; i++)
        {
            await pusher.PushAsync($"{i}", Limit);
        }

        await CheckAsync(python, ManyMessages);
    }
}
