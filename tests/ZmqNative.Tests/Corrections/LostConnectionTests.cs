namespace ZmqNative.Tests;

/// <summary>Messages that are read while their connection is lost.</summary>
public sealed class LostConnectionTests : SocketTest
{
    // libzmq processes the commands of its I/O threads at every hundredth receive. With these counts that occurs at every part of a
    // message.
    [Test]
    public void A_message_is_whole_whenever_its_connection_is_lost(
        [Values(SocketType.Dealer, SocketType.Pair)] SocketType type,
        [Values(2, 3, 4, 7)] int parts,
        [Values(1, 2, 3)] int readBefore)
    {
        if (!Zmq.Has("zmqnative") && type != SocketType.Pair)
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another, and would end the process");
        }

        Socket sender = Bound(type, out string endpoint, FreePort, static socket => socket.SendHighWatermark = 0);
        using Socket reader = Create(type, static socket =>
        {
            socket.Immediate = true;
            socket.ReceiveHighWatermark = 0;
        });
        using SocketMonitor monitor = reader.Monitor();
        reader.Connect(endpoint);
        using (sender)
        {
            for (int i = 0; i < 300; i++)
            {
                using MultipartMessage message = Numbered(i, parts);
                sender.Send(message);
            }

            // The reader has all of them before the connection ends: a peer that closes still sends the rest.
            for (int i = 0; i < readBefore; i++)
            {
                Check(reader.ReceiveMessage(), i, parts);
            }
        }

        // Is received after the loss was reported to the socket.
        _ = Await(monitor, SocketEvents.ConnectRetried);
        int read = readBefore;
        try
        {
            while (reader.TryReceiveMessage(out MultipartMessage message))
            {
                Check(message, read++, parts);
            }
        }
        catch (MessageTornException exception) when (!Zmq.Has("zmqnative"))
        {
            Assert.That(exception.DiscardedFrames, Is.InRange(1, parts - 1));
            Assert.That(reader.TryReceiveMessage(out _), Is.False, "what followed was lost with the connection");
        }

        Assert.That(read, Is.GreaterThan(readBefore));
    }

    private static MultipartMessage Numbered(int number, int parts)
    {
        MultipartMessage message = MultipartMessage.Create();
        for (int part = 0; part < parts; part++)
        {
            message.Add($"{number}/{part}");
        }

        return message;
    }

    private static void Check(MultipartMessage message, int number, int parts)
    {
        using (message)
        {
            Assert.That(message.Count, Is.EqualTo(parts));
            for (int part = 0; part < parts; part++)
            {
                Assert.That(message[part].ToString(), Is.EqualTo($"{number}/{part}"));
            }
        }
    }
}
