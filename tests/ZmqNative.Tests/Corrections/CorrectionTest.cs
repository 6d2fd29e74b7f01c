namespace ZmqNative.Tests;

/// <summary>The base of tests of native/corrections; without the corrections many of these end the process.</summary>
public abstract class CorrectionTest : SocketTest
{
    [SetUp]
    public void OnlyWithCorrections()
    {
        if (!Zmq.Has("zmqnative"))
        {
            Assert.Ignore($"The libzmq at {Zmq.LibraryPath} is not the corrected one that ./build.sh native makes.");
        }
    }

    /// <summary>Makes libzmq process what its I/O threads and other sockets have to say.</summary>
    protected static void ProcessCommands(Socket socket) => _ = socket.Events;
}
