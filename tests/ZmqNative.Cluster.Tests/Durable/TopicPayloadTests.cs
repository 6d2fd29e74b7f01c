using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ZmqNative.Cluster.Tests.Durable;

public sealed class TopicPayloadTests
{
    [Test]
    public void Whatever_a_serializer_throws_means_that_the_payload_cannot_be_written()
    {
        Assert.That(
            () => TopicPayload.Write("prices", new Price("EUR", 1), "id", new EndedSerializer()),
            Throws.TypeOf<ActorSerializationException>().With.InnerException.TypeOf<ObjectDisposedException>());
    }

    private sealed class EndedSerializer : IMessageSerializer
    {
        public bool TryGetName(Type type, [NotNullWhen(true)] out string? name)
        {
            name = type.Name;
            return true;
        }

        public bool TryGetType(string name, [NotNullWhen(true)] out Type? type)
        {
            type = null;
            return false;
        }

        public void Write(IBufferWriter<byte> buffer, object value) => throw Ended();

        public object? Read(ReadOnlySpan<byte> bytes, Type type) => throw Ended();

        private static ObjectDisposedException Ended() => new(nameof(EndedSerializer));
    }
}
