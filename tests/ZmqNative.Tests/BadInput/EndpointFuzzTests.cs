using System.Text;

namespace ZmqNative.Tests;

public sealed class EndpointFuzzTests : SocketTest
{
    private static readonly string[] Schemes =
    [
        "tcp://", "ipc:///nonexistent/", "ipc://@", "inproc://", "udp://", "tipc://", "ws://", "wss://", "pgm://", "epgm://",
        "norm://", "vmci://", "vsock://", "TCP://", "tcp:/", "tcp:", "://", "//", ":", "", "http://", "ipc://", "\t", "tcp://tcp://",
    ];

    // No names to look up, and no addresses beyond this machine.
    private static readonly string[] Parts =
    [
        "127.0.0.1", "127.0.0.1:", "*", ":", ";", "[", "]", "[::1]", "@", "/", "%", "%lo", "{5560,0,0}", "{", "}", ",", "<", ">",
        "-", " ", "\n", "\u0001", "\u00e9", "\u4e2d", "\U0001F600", "?", "#", "..", "&", "=", "+", "\"", "'", "\\", "~", "`", "|",
    ];

    private static readonly string[] Ports =
        ["", ":0", ":*", ":5", ":65535", ":65536", ":99999999999999999999", ":-1", ":x", ":5x", ": 5", ":5:5", "::", ":\uff15"];

    private static readonly SocketType[] Types = [.. Enum.GetValues<SocketType>().Where(static type => type < SocketType.Server || Zmq.Has("draft"))];

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    public void Random_endpoints_are_used_or_refused(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 25; round++)
        {
            using Context context = new();
            for (int i = 0; i < 30; i++)
            {
                using Socket socket = context.CreateSocket(Types[random.Next(Types.Length)]);
                socket.Linger = TimeSpan.Zero;
                for (int call = 0; call < 6; call++)
                {
                    Try(socket, Make(random), random);
                }
            }
        }

        TheContextStillWorks();
    }

    [TestCase(5)]
    [TestCase(6)]
    public void One_random_endpoint_for_many_sockets_is_used_or_refused(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 80; round++)
        {
            using Context context = new();
            string endpoint = Make(random);
            for (int i = 0; i < 10; i++)
            {
                using Socket socket = context.CreateSocket(Types[random.Next(Types.Length)]);
                socket.Linger = TimeSpan.Zero;
                for (int call = 0; call < 3; call++)
                {
                    Try(socket, endpoint, random);
                }
            }
        }

        TheContextStillWorks();
    }

    private static void Try(Socket socket, string endpoint, Random random)
    {
        try
        {
            switch (random.Next(4))
            {
                case 0: socket.Bind(endpoint); break;
                case 1: socket.Connect(endpoint); break;
                case 2: socket.Unbind(endpoint); break;
                default: socket.Disconnect(endpoint); break;
            }

            _ = socket.LastEndpoint;
        }
        catch (Exception exception) when (exception is ZmqException or ArgumentException or InvalidOperationException)
        {
            Assert.That(exception.Message, Is.Not.Empty);
        }
    }

    private static string Make(Random random)
    {
        StringBuilder text = new(Schemes[random.Next(random.Next(10) == 0 ? Schemes.Length : 6)]);
        for (int i = random.Next(4); i > 0; i--)
        {
            text.Append(Parts[random.Next(Parts.Length)]);
        }

        if (random.Next(20) == 0)
        {
            text.Append((char)('!' + random.Next(15)), random.Next(12_000));
        }

        if (random.Next(30) == 0)
        {
            text.Append((char)random.Next(0xD800, 0xE000));
        }

        if (random.Next(30) == 0)
        {
            text.Append('\0');
        }

        text.Append(Ports[random.Next(Ports.Length)]);
        return text.ToString();
    }

    private void TheContextStillWorks()
    {
        (Socket push, Socket pull) = Pair(SocketType.Push, SocketType.Pull);
        using (push)
        using (pull)
        {
            push.Send("alive");
            Assert.That(ReceiveText(pull), Is.EqualTo("alive"));
        }
    }
}
