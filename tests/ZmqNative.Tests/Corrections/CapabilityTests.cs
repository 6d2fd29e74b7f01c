namespace ZmqNative.Tests;

/// <summary>The capability by which a program recognizes a corrected libzmq.</summary>
public sealed class CapabilityTests : ZmqTest
{
    [Test]
    public void The_library_that_this_project_builds_says_that_it_is_corrected()
    {
        if (!Zmq.LibraryPath.Contains(Path.Combine("runtimes", string.Empty), StringComparison.Ordinal))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }

        Assert.That(Zmq.Has("zmqnative"), Is.True);
        Assert.That(Zmq.Capabilities, Does.Contain("zmqnative"));
    }

    [Test]
    public void Another_library_refuses_what_only_the_corrected_one_has()
    {
        using Socket socket = Context.CreateSocket(SocketType.Pub);
        if (Zmq.Has("zmqnative"))
        {
            Assert.That(socket.DroppedMessages, Is.Zero);
        }
        else
        {
            Assert.That(() => socket.DroppedMessages, Throws.TypeOf<ZmqException>().With.Message.Contains("ZMQNATIVE_DROPPED"));
        }
    }
}
