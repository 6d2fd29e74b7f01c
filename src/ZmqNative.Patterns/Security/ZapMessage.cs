using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace ZmqNative.Patterns;

/// <summary>The messages of ZAP 1.0 (ZeroMQ RFC 27), as the ROUTER of a handler receives and sends them.</summary>
/// <remarks>
/// <code>
///   request: routing id | empty | 1.0 | request id | domain | address | identity | mechanism | credentials...
///   reply:   routing id | empty | 1.0 | request id | status | text | user id | metadata
/// </code>
/// </remarks>
internal static class ZapMessage
{
    /// <summary>The endpoint at which libzmq looks for the handler of a context.</summary>
    public const string Endpoint = "inproc://zeromq.zap.01";

    private const int RequestIdFrame = 3;
    private const int FirstCredential = 8;
    private const int KeyBytes = 32;

    // The frames of libzmq are far shorter. Code of this process can send others, up to such that no span or text can hold.
    private const int MaxFrameBytes = 64 * 1024;

    private static ReadOnlySpan<byte> Version => "1.0"u8;

    /// <summary>Reads a request.</summary>
    /// <returns>False if it is malformed; the problem says how.</returns>
    public static bool TryRead(MultipartMessage frames, [NotNullWhen(true)] out AuthenticationRequest? request, out string problem)
    {
        request = null;
        problem = string.Empty;
        if (frames.Count < FirstCredential || frames[1].LongLength != 0)
        {
            problem = "it has too few frames, or no empty frame in front";
        }
        else if (!AreShort(frames))
        {
            problem = $"it has a frame of more than {MaxFrameBytes:N0} bytes";
        }
        else if (!frames[2].Span.SequenceEqual(Version))
        {
            problem = "its version is not 1.0";
        }
        else if (!TryReadText(frames[4], out string? domain) || !TryReadText(frames[5], out string? address))
        {
            problem = "its domain or address is no UTF-8";
        }
        else if (!TryReadCredentials(frames, domain, address, out request))
        {
            problem = "its mechanism is not known, or has other credentials";
        }

        return request is not null;
    }

    /// <summary>Returns the id of a request; empty if it has none, or none that can be read.</summary>
    public static byte[] ReadRequestId(MultipartMessage frames) =>
        frames.Count > RequestIdFrame && frames[RequestIdFrame].LongLength <= MaxFrameBytes ? frames[RequestIdFrame].ToArray() : [];

    /// <summary>Writes the reply to a request, whose routing id it takes.</summary>
    public static MultipartMessage WriteReply(
        Frame routingId, ReadOnlySpan<byte> requestId, AuthenticationStatus status, string text, string userId, ReadOnlySpan<byte> metadata)
    {
        MultipartMessage reply = MultipartMessage.Create(routingId);
        reply.Add(Frame.Empty());
        reply.Add(Version);
        reply.Add(requestId);
        reply.Add(((int)status).ToString(CultureInfo.InvariantCulture));
        reply.Add(text);
        reply.Add(userId);
        reply.Add(metadata);
        return reply;
    }

    /// <summary>Writes metadata in the format of ZMTP: a byte with the length of the name, the name, four bytes with the length of the value, the value.</summary>
    public static byte[] WriteMetadata(IReadOnlyDictionary<string, string> metadata, string lastName, ReadOnlySpan<byte> lastValue)
    {
        using MemoryStream stream = new();
        foreach ((string name, string value) in metadata)
        {
            Write(stream, name, Encoding.UTF8.GetBytes(value));
        }

        Write(stream, lastName, lastValue);
        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, string name, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)value.Length);
        stream.WriteByte((byte)name.Length);
        stream.Write(Encoding.ASCII.GetBytes(name));
        stream.Write(length);
        stream.Write(value);
    }

    private static bool TryReadCredentials(
        MultipartMessage frames, string domain, string address, [NotNullWhen(true)] out AuthenticationRequest? request)
    {
        request = null;
        int credentials = frames.Count - FirstCredential;
        ReadOnlySpan<byte> mechanism = frames[FirstCredential - 1].Span;
        if (mechanism.SequenceEqual("NULL"u8) && credentials == 0)
        {
            request = new AuthenticationRequest(SecurityMechanism.None, domain, address);
        }
        else if (mechanism.SequenceEqual("PLAIN"u8) && credentials == 2
            && TryReadText(frames[FirstCredential], out string? username) && TryReadText(frames[FirstCredential + 1], out string? password))
        {
            request = new AuthenticationRequest(SecurityMechanism.Plain, domain, address, username, password);
        }
        else if (mechanism.SequenceEqual("CURVE"u8) && credentials == 1 && frames[FirstCredential].Length == KeyBytes)
        {
            request = new AuthenticationRequest(
                SecurityMechanism.Curve, domain, address, publicKey: Z85.Encode(frames[FirstCredential].Span));
        }
        else if (mechanism.SequenceEqual("GSSAPI"u8))
        {
            // Each policy refuses it: Kerberos has checked the principal, and there is no check for one.
            request = new AuthenticationRequest(SecurityMechanism.Gssapi, domain, address);
        }

        return request is not null;
    }

    private static bool AreShort(MultipartMessage frames)
    {
        foreach (Frame frame in frames)
        {
            if (frame.LongLength > MaxFrameBytes)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadText(Frame frame, [NotNullWhen(true)] out string? text)
    {
        text = System.Text.Unicode.Utf8.IsValid(frame.Span) ? Encoding.UTF8.GetString(frame.Span) : null;
        return text is not null;
    }
}
