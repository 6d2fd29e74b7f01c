using ZmqNative.Interop;

namespace ZmqNative;

/// <content>Options whose native form differs from the one that the properties have.</content>
public sealed unsafe partial class Socket
{
    private const int RawKeySize = 32;
    private const int HeartbeatTtlUnit = 100;

    private nint GetFileDescriptor(int option)
    {
        // 4 bytes on Unix, 8 for a SOCKET on 64-bit Windows.
        nint value = 0;
        return GetOption(option, new Span<byte>(&value, OperatingSystem.IsWindows() ? sizeof(nint) : sizeof(int))) == sizeof(int)
            ? (int)value
            : value;
    }

    private void SetHeartbeatTimeout(TimeSpan? value)
    {
        if (value is null)
        {
            if (HeartbeatTimeout is not null)
            {
                throw new ArgumentNullException(nameof(value), "libzmq cannot forget a heartbeat time-out; set the interval's value.");
            }

            return;
        }

        SetTime(Libzmq.ZMQ_HEARTBEAT_TIMEOUT, value, none: 0, name: nameof(HeartbeatTimeout));
    }

    private void SetTimeToLive(TimeSpan? value)
    {
        // libzmq counts tenths of a second in 16 bits and rounds down.
        double tenths = Math.Ceiling((value ?? TimeSpan.Zero).TotalMilliseconds / HeartbeatTtlUnit);
        if (tenths is < 0 or > ushort.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "The time to live must be from 0 to 6,553.5 seconds.");
        }

        SetOption(Libzmq.ZMQ_HEARTBEAT_TTL, (int)tenths * HeartbeatTtlUnit);
    }

    // Z85 without its NUL; libzmq also answers with keys when CURVE is off, all zero then.
    private ReadOnlySpan<byte> GetKey(int option)
    {
        byte[] key = new byte[CurveKeyPair.KeyLength + 1];
        int length = GetOption(option, key);
        return key.AsSpan(0, Math.Min(length, CurveKeyPair.KeyLength));
    }

    private void SetKey(int option, ReadOnlySpan<byte> key)
    {
        if (key.Length == RawKeySize)
        {
            SetOption(option, key);
            return;
        }

        if (key.Length != CurveKeyPair.KeyLength || !Z85.IsValid(key))
        {
            throw new ArgumentException(
                $"A CURVE key is {CurveKeyPair.KeyLength} characters of Z85 or {RawKeySize} raw bytes; this has {key.Length}.", nameof(key));
        }

        // libzmq reads 41 bytes: the text and a NUL.
        Span<byte> text = stackalloc byte[CurveKeyPair.KeyLength + 1];
        key.CopyTo(text);
        text[^1] = 0;
        SetOption(option, text);
    }
}
