using System.Buffers;
using System.Text.Json.Nodes;

namespace ZmqNative.Patterns.Tests;

/// <summary>Sends of texts, bytes, frames and JSON.</summary>
public sealed class PayloadSendTests : PatternTest
{
    [Test]
    public async Task Frames_of_any_kind_are_sent_as_one_message()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Frame frame = Frame.FromText("frame");
        MultipartMessage several = ["one", "two"];
        await pair.Connected.SendAsync("text", "bytes"u8.ToArray(), frame, JsonNode.Parse("{\"a\":1}"), several, "");
        using MultipartMessage message = await pair.Bound.ReceiveAsync(Generous);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.ToString(), Is.EqualTo("text | bytes | frame | {\"a\":1} | one | two | "));
            Assert.That((frame.IsAlive, several.IsAlive), Is.EqualTo((false, false)));
        }
    }

    [Test]
    public async Task One_payload_is_one_message()
    {
        await using SocketPair pair = SocketPair.Create(Context, Reactor, Inproc());
        Payload[] payloads =
        [
            "text", "bytes"u8.ToArray(), new ReadOnlySequence<byte>("sequence"u8.ToArray()), JsonNode.Parse("[1]"), Frame.FromText("frame"),
            MultipartMessage.Create("one", "two"), default,
        ];
        foreach (Payload payload in payloads)
        {
            await pair.Connected.SendAsync(payload);
        }

        foreach (string expected in (string[])["text", "bytes", "sequence", "[1]", "frame", "one | two", ""])
        {
            using MultipartMessage message = await pair.Bound.ReceiveAsync(Generous);
            Assert.That(message.ToString(), Is.EqualTo(expected));
        }
    }

    [Test]
    public async Task Frames_belong_to_the_socket_whatever_the_outcome()
    {
        AsyncSocket socket = CreateSocket(SocketType.Push);
        await socket.DisposeAsync();
        Frame first = Frame.FromText("a");
        Frame second = Frame.FromText("b");
        Frame source = Frame.FromText("c");
        Payload ended = source.Move();
        ended.Dispose();
        Frame third = Frame.FromText("d");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(async () => await socket.SendAsync((Payload)first), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await socket.SendAsync("x", second), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await socket.SendAsync("x", ended, third), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(async () => await socket.SendAsync((Payload)Frame.FromText("e"), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(async () => await socket.SendAsync(), Throws.InstanceOf<Exception>());
            Assert.That(first.IsAlive || second.IsAlive || third.IsAlive, Is.False);
        }
    }
}
