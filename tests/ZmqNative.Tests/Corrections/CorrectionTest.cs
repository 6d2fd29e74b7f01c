namespace ZmqNative.Tests;

/// <summary>The base of tests of native/corrections; without the corrections many of these end the process.</summary>
public abstract class CorrectionTest : SocketTest
{
    [SetUp]
    public void OnlyWithCorrections()
    {
        if (!Zmq.Has("zmqnative"))
        {
            throw Requirement.CorrectedLibzmq.Missing($"the one at {Zmq.LibraryPath} is another");
        }
    }

    /// <summary>Makes libzmq process the commands of its I/O threads and of other sockets.</summary>
    protected static void ProcessCommands(Socket socket) => _ = socket.Events;
}
