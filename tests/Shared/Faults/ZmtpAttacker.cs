using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ZmqNative.Tests.Faults;

/// <summary>
/// A peer that makes one connection after the other to an endpoint, and sends over each a sequence of bytes that is a greeting, a handshake and frames of
/// ZMTP in part. The sequences follow from the seed.
/// </summary>
internal sealed class ZmtpAttacker(string endpoint, string socketType, int seed)
{
    private const byte More = 1;
    private const byte Long = 2;
    private const byte Command = 4;

    private static readonly string[] SocketTypes =
        ["PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB", "CLIENT", "SERVER", "GATHER", "SCATTER", "", "pull"];

    private static readonly string[] Commands =
        ["PING", "PONG", "SUBSCRIBE", "CANCEL", "JOIN", "LEAVE", "READY", "ERROR", "HELLO", "WELCOME", "INITIATE", "MESSAGE", "", "X"];

    private static readonly byte[] Interesting = [0, 1, 2, 3, 4, 5, 7, 0x7F, 0x80, 0xFE, 0xFF];

    private readonly System.Net.IPEndPoint _endpoint = System.Net.IPEndPoint.Parse(endpoint["tcp://".Length..]);
    private readonly Random _random = new(seed);
    private readonly List<byte> _bytes = [];

    /// <summary>The number of sequences of all attackers of a test: a hundredth of them runs in CI. <c>ZMQNATIVE_ATTACKS</c> sets another one.</summary>
    public static int Sequences(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("ZMQNATIVE_ATTACKS"), CultureInfo.InvariantCulture, out int set) ? set
            : Environment.GetEnvironmentVariable("ZMQNATIVE_LONG") == "1" ? 100 * usual : usual;

    /// <summary>Sends a number of sequences, one connection each.</summary>
    public void Run(int sequences)
    {
        for (int i = 0; i < sequences; i++)
        {
            Compose();
            Send();
        }
    }

    private void Send()
    {
        using System.Net.Sockets.Socket connection = new(AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            connection.Connect(_endpoint);
            connection.SendTimeout = 1000;

            // A reset leaves no state in the system, so the ports are not used up. Some connections end regularly, some of them unread.
            connection.LingerState = new LingerOption(enable: true, seconds: 0);
            byte[] bytes = [.. _bytes];
            for (int at = 0; at < bytes.Length;)
            {
                int size = _random.Next(4) == 0 ? _random.Next(1, bytes.Length - at + 1) : bytes.Length - at;
                at += connection.Send(bytes, at, size, SocketFlags.None);
            }

            if (_random.Next(8) == 0)
            {
                connection.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // Refused, or ended by the other side, as it may.
        }
    }

    private void Compose()
    {
        _bytes.Clear();
        switch (_random.Next(10))
        {
            case 0:
                AddRandom(_random.Next(200));
                return;
            case 1:
                ComposeFirstVersion();
                break;
            case 2:
                // ZMTP 2.0: no mechanism, and the routing id is the first frame.
                _bytes.AddRange([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, (byte)_random.Next(20)]);
                AddFrame(0, RandomBytes(_random.Next(10)));
                ComposeFrames();
                break;
            default:
                ComposeGreeting();
                ComposeReady();
                ComposeFrames();
                break;
        }

        for (int times = _random.Next(3) == 0 ? _random.Next(1, 6) : 0; times > 0; times--)
        {
            Mutate();
        }
    }

    private void ComposeFirstVersion()
    {
        int count = _random.Next(1, 20);
        for (int i = 0; i < count; i++)
        {
            byte[] body = RandomBytes(_random.Next(4) == 0 ? _random.Next(300) : _random.Next(20));
            if (body.Length < 254)
            {
                _bytes.Add((byte)(body.Length + 1));
            }
            else
            {
                _bytes.Add(0xFF);
                AddLength(body.Length + 1);
            }

            _bytes.Add((byte)_random.Next(2));
            _bytes.AddRange(body);
        }
    }

    private void ComposeGreeting()
    {
        byte[] greeting = new byte[64];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        greeting[11] = (byte)_random.Next(2);
        Encoding.ASCII.GetBytes(_random.Next(20) == 0 ? "CURVE" : _random.Next(20) == 0 ? "PLAIN" : "NULL").CopyTo(greeting, 12);
        _bytes.AddRange(greeting);
    }

    private void ComposeReady()
    {
        List<byte> ready = [5, .. "READY"u8];
        AddProperty(ready, "Socket-Type", Encoding.ASCII.GetBytes(_random.Next(10) == 0 ? Pick(SocketTypes) : socketType));
        if (_random.Next(2) == 0)
        {
            AddProperty(ready, "Identity", RandomBytes(_random.Next(10) == 0 ? _random.Next(300) : _random.Next(3)));
        }

        if (_random.Next(10) == 0)
        {
            AddProperty(ready, "X-" + _random.Next(), RandomBytes(_random.Next(100)));
        }

        AddFrame(Command, [.. ready]);
    }

    private void ComposeFrames()
    {
        int count = _random.Next(20) == 0 ? _random.Next(2000) : _random.Next(30);
        for (int i = 0; i < count; i++)
        {
            switch (_random.Next(12))
            {
                case 0:
                    string name = Pick(Commands);
                    AddFrame((byte)(Command | _random.Next(2)), [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. RandomBytes(_random.Next(20))]);
                    break;
                case 1:
                    // A subscription, or its end.
                    AddFrame((byte)_random.Next(2), [(byte)_random.Next(2), .. RandomBytes(_random.Next(5))]);
                    break;
                case 2:
                    AddFrame((byte)(_random.Next(2) * More), RandomBytes(_random.Next(1000)));
                    break;
                case 3:
                    AddFrame(More, []);
                    break;
                case 4 when _random.Next(20) == 0:
                    // The length of a frame that does not come.
                    _bytes.Add(Long);
                    AddLength(_random.NextInt64() >> _random.Next(63));
                    break;
                default:
                    AddFrame((byte)_random.Next(2), RandomBytes(_random.Next(3) == 0 ? 16 : _random.Next(40)));
                    break;
            }
        }
    }

    private void AddFrame(byte flags, ReadOnlySpan<byte> body)
    {
        if (body.Length < 256)
        {
            _bytes.Add(flags);
            _bytes.Add((byte)body.Length);
        }
        else
        {
            _bytes.Add((byte)(flags | Long));
            AddLength(body.Length);
        }

        _bytes.AddRange(body);
    }

    private void AddLength(long length)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, length);
        _bytes.AddRange(bytes);
    }

    private static void AddProperty(List<byte> command, string name, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        command.Add((byte)name.Length);
        command.AddRange(Encoding.ASCII.GetBytes(name));
        command.AddRange(length);
        command.AddRange(value);
    }

    private void AddRandom(int count) => _bytes.AddRange(RandomBytes(count));

    private void Mutate()
    {
        int at = _random.Next(_bytes.Count + 1);
        int length = Math.Min(_random.Next(1, 20), _bytes.Count - at);
        switch (_random.Next(6))
        {
            case 0 when at < _bytes.Count:
                _bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < _bytes.Count:
                _bytes[at] = Interesting[_random.Next(Interesting.Length)];
                break;
            case 2:
                _bytes.RemoveRange(at, length);
                break;
            case 3:
                _bytes.InsertRange(at, _bytes.GetRange(at, length));
                break;
            case 4:
                _bytes.RemoveRange(at, _bytes.Count - at);
                break;
            default:
                _bytes.InsertRange(at, RandomBytes(_random.Next(1, 20)));
                break;
        }
    }

    private byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
