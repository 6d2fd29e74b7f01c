namespace ZmqNative.Patterns.Tests.RequestReply;

/// <summary>The keys by which a server, and a broker, find what a client has open.</summary>
public sealed class RequestKeyTests : PatternsTest
{
    [Test]
    public void A_chosen_routing_id_is_never_taken_for_the_ids_of_a_proxy_and_its_client()
    {
        using MultipartMessage alone = MultipartMessage.Create("x|1|y");
        using MultipartMessage proxied = MultipartMessage.Create("x", "y");
        using MultipartMessage shifted = MultipartMessage.Create("x|", "1|y");
        foreach (MultipartMessage message in new[] { alone, proxied, shifted })
        {
            message.Add(Frames.Correlation(5));
            message.Add("");
        }

        RequestKey[] keys = [.. new[] { alone, proxied, shifted }.Select(static message => RequestKey.Of(message, message.Count - 2, message.Count - 2))];

        Assert.That(keys, Is.Unique);
        Assert.That(keys.Select(static key => key.RequestId), Has.All.EqualTo(5));
    }
}
