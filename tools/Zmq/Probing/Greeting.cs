using System.Text;

namespace ZmqTool.Probing;

/// <summary>
/// The greeting of ZMTP 3, 64 bytes: signature (10), version (2), mechanism (20), as-server (1), filler (31). libzmq does not set as-server.
/// </summary>
/// <param name="Major">The major version; 1 and 2 are older protocols with shorter greetings.</param>
/// <param name="Minor">The minor version.</param>
/// <param name="Mechanism">The mechanism; null for older protocols.</param>
internal sealed record Greeting(int Major, int Minor, string? Mechanism)
{
    public const int SignatureLength = 10;
    public const int Length = 64;

    /// <summary>Makes the greeting of the probe: version 3.1 with a mechanism.</summary>
    public static byte[] Create(string mechanism)
    {
        byte[] greeting = new byte[Length];
        greeting[0] = 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        greeting[11] = 1;
        Encoding.ASCII.GetBytes(mechanism).CopyTo(greeting, 12);
        return greeting;
    }

    /// <summary>Whether bytes are the begin of a greeting.</summary>
    public static bool IsSignature(ReadOnlySpan<byte> bytes) => bytes.Length >= SignatureLength && bytes[0] == 0xff && (bytes[9] & 1) == 1;

    /// <summary>Reads a whole greeting of version 3.</summary>
    public static Greeting Parse(ReadOnlySpan<byte> bytes) => new(
        bytes[10],
        bytes[11],
        Encoding.ASCII.GetString(bytes[12..32]).TrimEnd('\0'));
}
