namespace ZmqNative.Patterns.Tests;

public sealed class AsyncSocketTests : PatternTest
{
    [Test]
    public async Task A_pending_receive_gets_the_next_message()
    {
        string endpoint = Inproc();
        await using AsyncSocket bound = CreateSocket(SocketType.Pair);
        await using AsyncSocket connected = CreateSocket(SocketType.Pair);
        bound.Bind(endpoint);
        connected.Connect(endpoint);

        Task<MultipartMessage> receive = bound.ReceiveAsync().AsTask();
        await connected.SendAsync("hello"u8.ToArray());

        using MultipartMessage message = await receive.WaitAsync(Generous);
        Assert.That(message.ToString(), Is.EqualTo("hello"));
    }
}
