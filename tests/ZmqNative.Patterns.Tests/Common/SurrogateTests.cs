namespace ZmqNative.Patterns.Tests.Common;

/// <summary>Topics and addresses are never changed by encoding: two different ones could become equal.</summary>
public sealed class SurrogateTests : PatternsTest
{
    private const string Half = "half \ud83d of a pair";
    private const string Whole = "whole \ud83d\ude00 pair";

    [Test]
    public async Task Half_a_surrogate_pair_is_refused_in_topics()
    {
        await using Publisher publisher = new(Inproc(), On(new PublisherOptions()));
        await using Subscriber subscriber = new(publisher.LastEndpoint, Whole, On(new SubscriberOptions()));
        await publisher.WaitForSubscriberAsync(1, Limit);
        using Socket raw = Context.CreateSocket(SocketType.Sub);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => publisher.PublishAsync(Half, "x"), Throws.ArgumentException.With.Message.Contains("surrogate"));
            Assert.That(() => publisher.PublishAsync(Half, Frame.FromText("x")), Throws.ArgumentException);
            Assert.That(() => publisher.PublishAsync(Half, new byte[1]), Throws.ArgumentException);
            Assert.That(() => publisher.PublishJsonAsync(Half, new Order("x", 1), TestJson.Default.Order), Throws.ArgumentException);
            Assert.That(() => publisher.PublishEnvelopeAsync(Half, new byte[1]), Throws.ArgumentException);
            Assert.That(() => subscriber.Subscribe(Half), Throws.ArgumentException);
            Assert.That(() => subscriber.SubscribePrefix(Half), Throws.ArgumentException);
            Assert.That(() => subscriber.Unsubscribe(Half), Throws.ArgumentException);
            Assert.That(() => subscriber.UnsubscribePrefix(Half), Throws.ArgumentException);
            Assert.That(() => raw.Subscribe(Half), Throws.ArgumentException);
            Assert.That(() => raw.Unsubscribe(Half), Throws.ArgumentException);
        }

        await publisher.PublishAsync(Whole, "arrives");
        using ReceivedMessage message = await subscriber.ReceiveAsync(Limit);
        Assert.That(message.ToString(), Is.EqualTo($"{Whole}: arrives"));
    }

    // Written in code: attributes are stored as UTF-8, which has no lone surrogates.
    [Test]
    public void A_text_is_checked_to_its_end()
    {
        string[] valid = [Whole, string.Empty, "\ud83d\ude00"];
        string[] halves = [Half, "\ude00", "\ude00\ud83d", "\ud83d\ude00\ud83d"];

        Assert.That(valid.Select(static text => StrictUtf8.IsValid(text)), Is.All.True);
        Assert.That(halves.Select(static text => StrictUtf8.IsValid(text)), Is.All.False);
    }
}
