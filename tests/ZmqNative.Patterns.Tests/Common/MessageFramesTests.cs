namespace ZmqNative.Patterns.Tests.Common;

/// <summary>Messages of very many frames. Moving the rest for each frame would take minutes with the largest of these.</summary>
public sealed class MessageFramesTests : PatternsTest
{
    private const int Many = 300_000;

    [TestCase(2, 1, 0)]
    [TestCase(5, 2, 3)]
    [TestCase(3, 0, 10)]
    [TestCase(1, 1, Many)]
    public void The_tail_is_appended_to_the_existing_frames(int atFirst, int first, int tail)
    {
        using MultipartMessage from = Numbers(0, first + tail);
        using MultipartMessage to = Numbers(1000, atFirst);

        MessageFrames.MoveTail(from, first, to);

        Assert.That(Read(from), Is.EqualTo(Enumerable.Range(0, first)));
        Assert.That(Read(to), Is.EqualTo(Enumerable.Range(1000, atFirst).Concat(Enumerable.Range(first, tail))));
    }

    [TestCase(2, 0, 5)]
    [TestCase(2, 1, 5)]
    [TestCase(0, 7, 3)]
    [TestCase(2, Many, 0)]
    [TestCase(2, Many, 5)]
    [TestCase(2, 1, Many)]
    public void Frames_in_the_middle_are_removed(int before, int removed, int behind)
    {
        using MultipartMessage message = Numbers(0, before + removed + behind);

        MessageFrames.Remove(message, before, removed);

        Assert.That(Read(message), Is.EqualTo(Enumerable.Range(0, before).Concat(Enumerable.Range(before + removed, behind))));
    }

    [Test]
    public async Task A_request_and_a_reply_of_very_many_frames_are_served()
    {
        const int MaxFrames = Many + 10;
        await using ReplyServer server = new(
            Inproc(), static _ => Numbers(0, Many), On(new ReplyServerOptions { MaxFrames = MaxFrames }));
        await using AsyncSocket client = Connected(SocketType.Dealer, server.LastEndpoint);
        MultipartMessage request = Numbers(0, Many);
        request.Insert(0, Frame.Empty());
        await client.SendAsync(request, Limit);

        using MultipartMessage reply = await client.ReceiveAsync(Limit);
        Assert.That(reply.Count, Is.EqualTo(Many + 1));
        Assert.That(BitConverter.ToInt32(reply[Many].Span), Is.EqualTo(Many - 1));
    }

    private static MultipartMessage Numbers(int start, int count)
    {
        MultipartMessage message = MultipartMessage.Create();
        for (int i = 0; i < count; i++)
        {
            message.Add(BitConverter.GetBytes(start + i));
        }

        return message;
    }

    private static List<int> Read(MultipartMessage message)
    {
        List<int> numbers = [];
        foreach (Frame frame in message)
        {
            numbers.Add(BitConverter.ToInt32(frame.Span));
        }

        return numbers;
    }
}
