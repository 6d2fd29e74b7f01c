namespace ZmqNative.Tests.Messages;

/// <summary>Messages of very many frames, taken apart from the front.</summary>
public sealed class ManyFramesTests : ZmqTest
{
    [Test]
    public void Frames_are_taken_from_the_front_without_moving_the_others()
    {
        // Moving the rest for each frame would take minutes.
        const int Frames = 300_000;
        using MultipartMessage message = MultipartMessage.Create();
        for (int i = 0; i < Frames; i++)
        {
            message.Add(BitConverter.GetBytes(i));
        }

        for (int i = 0; i < Frames; i++)
        {
            using Frame frame = message.Take(0);
            Assert.That(BitConverter.ToInt32(frame.Span), Is.EqualTo(i));
        }

        Assert.That(message.Count, Is.Zero);
    }

    // The model is a list; additions and removals at both ends and in the middle move the first index.
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_message_behaves_like_a_list_of_frames(int seed)
    {
        const int Steps = 20_000;
        Random random = new(seed);
        List<int> model = [];
        MultipartMessage message = MultipartMessage.Create();
        for (int step = 0; step < Steps; step++)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    message.Add(BitConverter.GetBytes(step));
                    model.Add(step);
                    break;
                case 2:
                    int place = random.Next(3) == 0 ? random.Next(model.Count + 1) : 0;
                    message.Insert(place, Frame.Copy(BitConverter.GetBytes(step)));
                    model.Insert(place, step);
                    break;
                case 3 or 4 when model.Count > 0:
                    int index = random.Next(3) == 0 ? random.Next(model.Count) : 0;
                    using (Frame taken = message.Take(index))
                    {
                        Assert.That(BitConverter.ToInt32(taken.Span), Is.EqualTo(model[index]), $"step {step}");
                    }

                    model.RemoveAt(index);
                    break;
                case 5 when random.Next(100) == 0:
                    // The pool returns the same list again.
                    message.Dispose();
                    message = MultipartMessage.Create();
                    model.Clear();
                    break;
            }

            Assert.That(message.Count, Is.EqualTo(model.Count));
            if (model.Count > 0)
            {
                Assert.That(BitConverter.ToInt32(message[0].Span), Is.EqualTo(model[0]));
                Assert.That(BitConverter.ToInt32(message[^1].Span), Is.EqualTo(model[^1]));
            }
        }

        List<int> left = [];
        foreach (Frame frame in message)
        {
            left.Add(BitConverter.ToInt32(frame.Span));
        }

        message.Dispose();
        Assert.That(left, Is.EqualTo(model));
    }
}
