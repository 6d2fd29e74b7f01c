namespace ZmqNative.Cluster.Tests.Durable;

public sealed class TopicPayloadTests
{
    [Test]
    public void Whatever_a_serializer_throws_means_that_the_payload_cannot_be_written()
    {
        Assert.That(
            () => TopicPayload.Write("prices", new Price("EUR", 1), "id", new FailingSerializer(static () => new ObjectDisposedException("serializer"))),
            Throws.TypeOf<ActorSerializationException>().With.InnerException.TypeOf<ObjectDisposedException>());
    }
}
